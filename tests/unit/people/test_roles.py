"""What nobody's role covers, nobody may do."""

from hypothesis import given
from hypothesis import strategies as st

from civic.people.roles import ACTIONS, ALL, ROLES, Grant, Matter, may, narrowed_to

departments = st.sampled_from(["streets", "parks", "lighting"])
services = st.sampled_from(["pothole", "street-light"])
districts = st.sampled_from(["north", "south"])
grants = st.builds(
    Grant,
    role=st.sampled_from([*ROLES, "a role of earlier days"]),
    department=st.one_of(departments, st.just(ALL)),
    services=st.lists(services, max_size=2, unique=True).map(tuple),
    districts=st.lists(districts, max_size=2, unique=True).map(tuple),
)
matters = st.builds(Matter, departments, services, st.one_of(districts, st.none()))
actions = st.sampled_from(list(ACTIONS))


def test_every_action_is_in_a_role_and_every_role_has_actions():
    assert set().union(*ROLES.values()) == set(ACTIONS)
    assert all(ROLES.values())


def test_without_a_role_nothing_is_allowed():
    assert [action for action in ACTIONS if may((), action)] == []


@given(st.lists(grants, max_size=4), actions, matters)
def test_something_is_allowed_exactly_if_one_role_names_it_and_covers_the_matter(held, action, matter):
    def covers(grant):
        return (
            grant.role in ROLES
            and action in ROLES[grant.role]
            and grant.department in {ALL, matter.department}
            and matter.service in (grant.services or {matter.service})
            and matter.district in (grant.districts or {matter.district})
        )

    assert may(held, action, matter) == any(covers(grant) for grant in held)


@given(st.lists(grants, max_size=4), grants, actions, matters)
def test_another_role_takes_nothing_away(held, another, action, matter):
    assert may([*held, another], action, matter) >= may(held, action, matter)


@given(grants, actions, matters)
def test_what_is_narrowed_allows_no_more(grant, action, matter):
    narrowed = Grant(grant.role, grant.department, ("pothole",), ("north",))
    if set(grant.services) <= {"pothole"} and set(grant.districts) <= {"north"}:
        assert may([narrowed], action, matter) <= may([grant], action, matter)


@given(st.lists(grants, max_size=4), actions, matters)
def test_what_somebody_is_narrowed_to_in_a_department_is_what_they_may_there(held, action, matter):
    parts = narrowed_to(held, action, matter.department)

    if parts:
        assert any(part.covers(matter) for part in parts) == may(held, action, matter)
    else:
        whole = [grant for grant in held if not (grant.services or grant.districts)]
        assert may(held, action, matter) == may(whole, action, matter)
