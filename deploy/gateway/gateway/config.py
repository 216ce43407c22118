"""Everything that differs between the local run, compose and Kubernetes."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.routes import SERVICES

MAX_BURST = 1_000_000


class Rate(BaseModel):
    """A token bucket: `burst` requests at once, `per_minute` in the long run; a token again within a second."""

    model_config = ConfigDict(frozen=True)

    per_minute: int = Field(ge=60, le=MAX_BURST)
    burst: int = Field(ge=1, le=MAX_BURST)

    def times(self, factor: float) -> "Rate":
        """The same, `factor` times wider."""
        return Rate(per_minute=max(60, int(self.per_minute * factor)), burst=max(1, int(self.burst * factor)))


class GatewayConfig(BaseSettings):
    """Addresses, limits and switches of one gateway; from arguments or the environment (GATEWAY_...)."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True)

    host: str = "127.0.0.1"
    port: int = 8080
    admin_port: int = Field(default=0, description="on the loopback address only; 0 = any free one")
    ops_port: int = Field(default=0, description="GET /metrics for Prometheus; needs an admin_port; 0 = not at all")
    public_url: str = "http://127.0.0.1:8080"
    allowed_origins: tuple[str, ...] = Field(default=(), description="besides the origin of public_url")
    trusted_proxies: int = Field(default=0, description="proxies of ours in front, that append to X-Forwarded-For")
    upstreams: dict[str, str] = Field(
        description='"host:port" of web, of every service, and of mail where there is one'
    )

    address_rates: dict[Literal["auth", "api", "page"], Rate] = {
        "auth": Rate(per_minute=120, burst=120),
        "api": Rate(per_minute=3000, burst=500),
        "page": Rate(per_minute=6000, burst=1000),
    }
    address_rate_factor: float = 1
    session_rate: Rate = Rate(per_minute=3000, burst=600)
    swap_seconds: float = 2
    max_connections: int = 10_000
    max_heap_mb: int = 1024
    access_log: Path | None = Path("/dev/stdout")

    @model_validator(mode="after")
    def _is_whole(self) -> "GatewayConfig":
        if missing := {*SERVICES, "web"} - self.upstreams.keys():
            raise ValueError(f"no upstream for {', '.join(sorted(missing))}")
        if self.ops_port and not self.admin_port:
            raise ValueError("metrics are asked of a known admin_port")
        return self

    @property
    def https(self) -> bool:
        """Whether browsers reach us by https."""
        return self.public_url.startswith("https:")

    @property
    def public_host(self) -> str:
        """The only Host that upstreams see, whatever the client sent."""
        return urlsplit(self.public_url).netloc

    @property
    def origins(self) -> list[str]:
        """Origins whose pages may make mutating calls with the session's cookie. The local run's 127.0.0.1 may be
        opened as localhost too: browsers make passkeys for names only."""
        parts = urlsplit(self.public_url)
        public = f"{parts.scheme}://{parts.netloc}"
        return sorted({public, public.replace("://127.0.0.1", "://localhost"), *self.allowed_origins})

    def rate(self, name: Literal["auth", "api", "page"]) -> Rate:
        """The limit by address of a class of routes."""
        return self.address_rates[name].times(self.address_rate_factor)
