"""Pages of officials as persons: signing in, their ways to do so, and who may do what."""

from civic.people.views.administration import blueprint as officials
from civic.people.views.own import blueprint as own
from civic.people.views.signing_in import blueprint as signing_in

BLUEPRINTS = (signing_in, own, officials)
