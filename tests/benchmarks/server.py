"""The application as gunicorn serves it, with a bare Flask application beside it that does nothing."""

from typing import Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from civic.app import create_app
from civic.bootstrap import Platform


def application_with_idle_route(platform: Platform) -> Any:
    """Mount a do-nothing Flask route at /nothing, on the same server as the platform."""
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "nothing\n", methods=["POST"])
    application = create_app(platform)
    application.wsgi_app = DispatcherMiddleware(application.wsgi_app, {"/nothing": bare})  # type: ignore[method-assign]
    return application


def main() -> None:
    from civic.cli import Context, civic

    civic(obj=Context(application_with_idle_route))


if __name__ == "__main__":
    main()
