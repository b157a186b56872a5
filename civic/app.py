"""The Flask application: every blueprint is registered here by name, nothing registers itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask

from civic.audit.api import blueprint as audit_api
from civic.audit.checkpoint_views import blueprint as checkpoints
from civic.audit.explorer import blueprint as explorer
from civic.audit.views import blueprint as audit
from civic.audit.views import log_files
from civic.cases.api import blueprint as cases_api
from civic.cases.open311 import views as open311
from civic.cases.views import BLUEPRINTS as CASES
from civic.pages.languages import blueprint as languages
from civic.pages.views import blueprint as pages
from civic.people.views import BLUEPRINTS as PEOPLE
from civic.web import (
    access,
    addresses,
    csrf,
    errors,
    offline,
    page_language,
    preferences,
    rendering,
    security,
    throttle,
    uploads,
)
from civic.web.city_places import blueprint as city_places
from civic.web.display import blueprint as display
from civic.web.openapi import blueprint as openapi
from civic.web.operations import blueprint as operations
from civic.web.platform import KEY
from civic.web.request import PlainRequest
from civic.web.styleguide import blueprint as styleguide
from civic.web.views import blueprint as web

if TYPE_CHECKING:
    from civic.bootstrap import Platform

PAGES = (
    web,
    display,
    offline.blueprint,
    *CASES,
    *PEOPLE,
    audit,
    explorer,
    checkpoints,
    pages,
    languages,
    styleguide,
)
MACHINES = (operations, city_places, log_files, cases_api, audit_api, openapi)


class Application(Flask):
    """No view here is a coroutine, and asking of each whether it is one takes its time at every request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(platform: "Platform") -> Flask:
    """Return the web application of a platform."""
    app = Application("civic", static_folder=None, template_folder="web/templates")
    app.request_class = PlainRequest
    app.extensions[KEY] = platform
    security.register(app, platform.settings, platform.secrets.session_key)
    addresses.register(app)
    uploads.register(app)
    page_language.register(app)
    rendering.register(app)
    throttle.register(app, platform.clock, platform.settings.posts_per_minute)
    access.register(app)
    csrf.register(app)
    preferences.register(app)
    errors.register(app)
    offline.register(app)
    for blueprint in (*PAGES, *MACHINES):
        app.register_blueprint(blueprint)
    open311.register(app)
    return app
