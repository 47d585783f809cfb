"""RDS for PostgreSQL: moto knows no versions, so it upgrades anything to anything."""

from moto.rds.exceptions import InvalidParameterCombination
from moto.rds.models import RDSBackend

from gaps.closing import before, recorded

# The minor versions that RDS chose for a major one in November 2025.
CHOSEN = {"14": "14.19", "15": "15.14", "16": "16.10", "17": "17.6"}


@before(RDSBackend)
def create_db_instance(self, db_kwargs):
    """A restored instance comes here too, with the version of its backup."""
    db_kwargs["engine_version"] = chosen(db_kwargs["engine_version"])
    refuse_other_family(self, db_kwargs.get("db_parameter_group_name"), db_kwargs["engine_version"])


@before(RDSBackend)
def modify_db_instance(self, db_instance_identifier, db_kwargs):
    database = self.describe_db_instances(db_instance_identifier)[0]
    version, wanted = database.engine_version, db_kwargs.get("engine_version")
    if wanted and wanted != major(version):  # an instance of 16.10 stays when it gets 16
        version = db_kwargs["engine_version"] = upgraded(version, chosen(wanted), db_kwargs)
    else:
        db_kwargs["engine_version"] = version
    refuse_other_family(self, db_kwargs.get("db_parameter_group_name") or database.db_parameter_group_name, version)


def upgraded(version, wanted, db_kwargs):
    """Returns the new version, if RDS would upgrade to it."""
    if numbers(wanted) < numbers(version):
        raise recorded(InvalidParameterCombination(f"Cannot upgrade postgres from {version} to {wanted}"))
    if major(wanted) != major(version) and not db_kwargs.get("allow_major_version_upgrade"):
        problem = "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
        raise recorded(InvalidParameterCombination(problem))
    return wanted


def refuse_other_family(backend, name, version):
    group, family = backend.db_parameter_groups.get(name or ""), f"postgres{major(version)}"
    if group and group.family != family:
        problem = f"The parameter group {name} of {group.family} can't be used for this instance."
        raise recorded(InvalidParameterCombination(f"{problem} Please use one of {family}."))


def chosen(version):
    return CHOSEN.get(version, version)


def major(version):
    return version.partition(".")[0]


def numbers(version):
    return [int(part) for part in version.split(".")]
