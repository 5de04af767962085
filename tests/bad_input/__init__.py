"""What strangers, broken clients and bad days send: each refused by name, with nothing half-written."""
