"""Settings: the only reader of environment variables.

Development starts with nothing set. Anything else refuses to start with a default secret or a fake.
"""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, HttpUrl, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "development-only-secret-do-not-deploy-0000"


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class WeChatMode(StrEnum):
    FAKE = "fake"
    REAL = "real"


class Settings(BaseSettings):
    """Every knob, with its unit in the name or the description."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    environment: Environment = Environment.DEVELOPMENT
    database_url: str = Field("", description="PostgreSQL 15–18; empty in development = embedded server")
    database_pool_size: int = Field(10, ge=1, le=200)
    secret_key: SecretStr = Field(SecretStr(DEVELOPMENT_SECRET), min_length=32)
    public_url: HttpUrl = Field(HttpUrl("http://127.0.0.1:8000"), description="what printed codes start with")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    data_dir: Path = Field(Path(".data"), description="embedded database and local files")
    storage_url: str = Field("", description="s3://bucket/prefix; empty = a folder in data_dir")
    trusted_proxies: str = Field("127.0.0.1", description="addresses whose X-Forwarded-For is believed")
    wechat: WeChatMode = WeChatMode.FAKE
    wechat_app_id: str = ""
    wechat_secret: SecretStr = SecretStr("")
    access_token_minutes: int = Field(120, ge=5, le=1440)
    refresh_token_days: int = Field(30, ge=1, le=90)
    upload_max_bytes: int = Field(10 * 1024 * 1024, ge=1)
    worker_heartbeat_seconds: int = Field(
        30, ge=1, description="a silent worker's jobs go to another after this"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"

    @model_validator(mode="after")
    def refuse_toys_outside_development(self) -> Self:
        """A forgotten variable must stop the process, never open a door."""
        if self.wechat is WeChatMode.REAL and not (
            self.wechat_app_id and self.wechat_secret.get_secret_value()
        ):
            raise ValueError("WECHAT=real 需要 WECHAT_APP_ID 与 WECHAT_SECRET")
        if self.environment is not Environment.PRODUCTION:
            return self
        if self.secret_key.get_secret_value() == DEVELOPMENT_SECRET:
            raise ValueError("生产环境必须设置 SECRET_KEY（至少 32 个字符），不能使用开发默认值")
        if self.wechat is WeChatMode.FAKE:
            raise ValueError("生产环境不能使用模拟微信：请设置 WECHAT=real")
        if not self.database_url:
            raise ValueError("生产环境必须设置 DATABASE_URL")
        if self.public_url.scheme != "https":
            raise ValueError("生产环境的 PUBLIC_URL 必须以 https:// 开头")
        return self

    @property
    def base_url(self) -> str:
        """PUBLIC_URL without a trailing slash."""
        return str(self.public_url).rstrip("/")


@lru_cache
def get_settings() -> Settings:
    return Settings()
