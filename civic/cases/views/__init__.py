"""The pages about cases: services, filing, the case for everyone, figures, the office for officials."""

from civic.cases.views.areas import blueprint as areas
from civic.cases.views.correcting import blueprint as filing
from civic.cases.views.erasing import blueprint as erasing
from civic.cases.views.exports import blueprint as exports
from civic.cases.views.feeds import blueprint as feeds
from civic.cases.views.figures import blueprint as figures
from civic.cases.views.following import blueprint as following
from civic.cases.views.inspections import blueprint as inspections
from civic.cases.views.moderation import blueprint as moderation
from civic.cases.views.office_figures import blueprint as office_figures
from civic.cases.views.own import blueprint as own
from civic.cases.views.photos import blueprint as photos
from civic.cases.views.promises import blueprint as promises
from civic.cases.views.search import blueprint as case
from civic.cases.views.selection import blueprint as office
from civic.cases.views.services import blueprint as services
from civic.cases.views.settlement import blueprint as settlement
from civic.cases.views.splitting import blueprint as splitting
from civic.cases.views.support import blueprint as support
from civic.cases.views.taking_down import blueprint as taking_down
from civic.cases.views.trust import blueprint as trust

BLUEPRINTS = (
    *(services, filing, case, support, following, areas, trust, own, erasing, feeds),
    *(figures, photos, promises, office, moderation, splitting, inspections, office_figures, exports),
    *(settlement, taking_down),
)
