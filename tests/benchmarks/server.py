"""The application as gunicorn serves it, with routes beside its own that do less and less."""

from typing import Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from civic.app import create_app
from civic.bootstrap import Platform
from civic.web.access import access
from tests.benchmarks.installation import a_filing


def application_with_lesser_routes(platform: Platform) -> Any:
    """Return the platform with three routes to POST to.

    /nothing/ is a bare Flask application that does nothing, /nothing/append one that appends what filing a
    report appends, without reading or answering anything. /nothing-here goes through the platform, and does
    nothing there.
    """

    def append() -> str:
        changes, command_id = a_filing()
        platform.cases._store.append(changes, command_id=command_id)
        return nothing()

    bare = Flask("bare")
    bare.add_url_rule("/", view_func=nothing, methods=["POST"])
    bare.add_url_rule("/append", view_func=append, methods=["POST"])
    application = create_app(platform)
    application.add_url_rule("/nothing-here", view_func=nothing, methods=["POST"])
    application.wsgi_app = DispatcherMiddleware(application.wsgi_app, {"/nothing": bare})  # type: ignore[method-assign]
    return application


@access("anyone", cookies=False)
def nothing() -> str:
    return "nothing\n"


def main() -> None:
    from civic.cli import Context, civic

    civic(obj=Context(application_with_lesser_routes))


if __name__ == "__main__":
    main()
