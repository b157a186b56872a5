"""The only module that names civic, connectors and ledger together: the WSGI application and the command."""

from typing import Any

from civic.app import create_app
from civic.bootstrap import build
from civic.cli import Context, civic
from civic.settings import read_settings


def application() -> Any:
    """Return the web application for any WSGI server: `gunicorn 'wsgi:application()'`."""
    return create_app(build(read_settings()))


def main() -> None:
    """Run the `civic` command."""
    civic(obj=Context(create_app))


if __name__ == "__main__":
    main()
