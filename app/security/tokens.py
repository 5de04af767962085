"""Access tokens (the only importer of jose), opaque refresh tokens, and signatures of links and cursors.

One algorithm, pinned as a list on decode; `aud`, `iss` and `exp` required: jose accepts tokens without them otherwise.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from jose import JWTError, jwt

from app.config import Settings
from app.errors import Forbidden, Gone, InvalidRequest, Unauthorized

ALGORITHM = "HS256"
ISSUER = "daibiaoma"
AUDIENCE = "daibiaoma-api"
SIGNATURE_SECONDS = 300
# jose would read the clock of the machine; the expiry is compared with the time we were told instead
_OPTIONS = {"require_aud": True, "require_iss": True, "require_sub": True, "verify_exp": False}


@dataclass(frozen=True)
class Claims:
    """Who holds the token, and in which capacity (None: as a resident)."""

    account_id: UUID
    appointment_id: UUID | None


def _key(settings: Settings, purpose: str) -> bytes:
    """A key for one purpose, so that a signed link can never pass for a token."""
    return hmac.digest(settings.secret_key.get_secret_value().encode(), purpose.encode(), "sha256")


def issue_access(settings: Settings, claims: Claims, now: datetime) -> str:
    payload = {
        "sub": str(claims.account_id),
        "apt": str(claims.appointment_id) if claims.appointment_id else None,
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=settings.access_token_minutes)).timestamp()),
    }
    return jwt.encode(payload, _key(settings, "access").hex(), algorithm=ALGORITHM)


def read_access(settings: Settings, token: str, now: datetime) -> Claims:
    """Unauthorized TOKEN_INVALID for anything but a token of ours that has not expired."""
    try:
        payload = jwt.decode(
            token,
            _key(settings, "access").hex(),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options=_OPTIONS,
        )
        if float(payload["exp"]) <= now.timestamp():
            raise ValueError("expired")
        appointment = payload.get("apt")
        return Claims(UUID(payload["sub"]), UUID(appointment) if appointment else None)
    except (JWTError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise Unauthorized("TOKEN_INVALID") from error


def new_refresh() -> str:
    """256 bits that mean nothing to anybody but our table."""
    return secrets.token_urlsafe(32)


def new_work_link() -> str:
    """192 bits, short enough for a text message."""
    return secrets.token_urlsafe(24)


def digest(token: str) -> str:
    """What is stored of an opaque token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_link(settings: Settings, path: str, expires: int) -> str:
    """The signature of a link that needs no header (`<image>` cannot send one)."""
    mac = hmac.digest(_key(settings, "link"), f"{path}|{expires}".encode(), "sha256")
    return urlsafe_b64encode(mac[:16]).decode().rstrip("=")


def check_link(settings: Settings, path: str, expires: int, signature: str, now: datetime) -> None:
    """Forbidden FILE_LINK_INVALID for a link that is not ours as it stands, FILE_LINK_EXPIRED for one that was."""
    if not hmac.compare_digest(sign_link(settings, path, expires).encode(), signature.encode()):
        raise Forbidden("FILE_LINK_INVALID")
    if now.timestamp() > expires:
        raise Forbidden("FILE_LINK_EXPIRED")


def write_cursor(settings: Settings, path: str, last: UUID) -> str:
    """Where the next page of the list at `path` starts, sealed: a client can only give it back, and only there."""
    mac = hmac.digest(_key(settings, "cursor"), last.bytes + path.encode(), "sha256")[:8]
    return urlsafe_b64encode(last.bytes + mac).decode().rstrip("=")


def read_cursor(settings: Settings, path: str, cursor: str) -> UUID:
    """InvalidRequest CURSOR_INVALID for anything but a cursor of ours for this very list."""
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        last = UUID(bytes=raw[:16])
    except (Base64Error, ValueError) as error:
        raise InvalidRequest("CURSOR_INVALID") from error
    if not hmac.compare_digest(write_cursor(settings, path, last).encode(), cursor.encode()):
        raise InvalidRequest("CURSOR_INVALID")
    return last


def write_hint(settings: Settings, account_id: UUID, case_id: UUID, expires: datetime) -> str:
    """That this person was shown that there is this case: good for him alone, and not for long."""
    until = int(expires.timestamp()).to_bytes(5, "big")
    mac = hmac.digest(_key(settings, "hint"), account_id.bytes + case_id.bytes + until, "sha256")[:13]
    return urlsafe_b64encode(until + mac).decode()


def check_hint(settings: Settings, account_id: UUID, case_id: UUID, hint: str, now: datetime) -> bool:
    """Whether it is ours, for this person and this case. Gone HINT_EXPIRED if it was, and its time is over."""
    try:
        expires = datetime.fromtimestamp(int.from_bytes(urlsafe_b64decode(hint)[:5], "big"), UTC)
        good = hmac.compare_digest(write_hint(settings, account_id, case_id, expires).encode(), hint.encode())
    except (Base64Error, ValueError, OverflowError, OSError):
        return False
    if good and now >= expires:
        raise Gone("HINT_EXPIRED")
    return good


@dataclass(frozen=True)
class Signed:
    """A request of another system, with what it signed."""

    timestamp: str
    method: str
    path: str
    body: bytes
    signature: str

    def expected(self, secret: str) -> str:
        """HMAC-SHA256 over time, method, path and the body's SHA-256, in hex."""
        parts = (
            self.timestamp.encode(),
            self.method.encode(),
            self.path.encode(),
            hashlib.sha256(self.body).digest(),
        )
        return hmac.new(secret.encode(), b"\n".join(parts), hashlib.sha256).hexdigest()

    def check(self, secret: str, now: datetime) -> None:
        """Unauthorized SIGNATURE_INVALID when it does not fit, or is not of the last five minutes (a replay)."""
        is_number = self.timestamp.isascii() and self.timestamp.isdigit()  # "²" is a digit, and no number
        fresh = is_number and abs(now.timestamp() - int(self.timestamp)) <= SIGNATURE_SECONDS
        if not fresh or not hmac.compare_digest(self.expected(secret).encode(), self.signature.encode()):
            raise Unauthorized("SIGNATURE_INVALID")
