"""Pages of residents with an account, and of officials as persons: signing in, and who may do what."""

from civic.people.views.account import blueprint as account
from civic.people.views.acting import blueprint as acting
from civic.people.views.administration import blueprint as officials
from civic.people.views.own import blueprint as own
from civic.people.views.own_data import blueprint as own_data
from civic.people.views.provider import blueprint as provider
from civic.people.views.signing_in import blueprint as signing_in
from civic.people.views.trust import blueprint as trust

BLUEPRINTS = (account, own_data, trust, acting, signing_in, provider, own, officials)
