"""The only module that names civic, connectors and ledger together: the WSGI application and the command."""

from typing import Any

import connectors
from civic.app import create_app
from civic.bootstrap import Platform, build
from civic.cli import Context, civic
from civic.kernel.clock import Clock
from civic.settings import Settings, read_settings


def application() -> Any:
    """Return the web application for any WSGI server: `gunicorn 'wsgi:application()'`."""
    return create_app(platform(read_settings()))


def main() -> None:
    """Run the `civic` command."""
    civic(obj=Context(create_app, platform))


def platform(settings: Settings, clock: Clock | None = None) -> Platform:
    """Build the platform with the connectors that the settings ask for."""
    connected = connectors.load(settings)
    return build(
        settings,
        clock=clock,
        notifier=connected.notifier,
        log_store=connected.log_store,
        key_in_device=connected.key_in_device,
        jurisdictions=connected.jurisdictions,
        identity_providers=connected.identity_providers,
    )


if __name__ == "__main__":
    main()
