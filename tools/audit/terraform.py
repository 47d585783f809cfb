"""Reads a golden graph (examples/knwl-platform/platform/testdata) as a Terraform plan.

Scanners know Terraform's names, and pulumi-aws is built on Terraform's provider: its types and
properties have the same names in another notation. So a plan has everything that the graph has, and
nothing else. Values that AWS assigns are references, as in a plan before the first apply.
"""

import json
import re

# The types whose Terraform name does not follow from the token by the rule in resource_type.
TYPES = {
    "aws:cloudwatch/dashboard:Dashboard": "aws_cloudwatch_dashboard",
    "aws:codedeploy/application:Application": "aws_codedeploy_app",
    "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
    "aws:rds/eventSubscription:EventSubscription": "aws_db_event_subscription",
    "aws:rds/instance:Instance": "aws_db_instance",
    "aws:rds/parameterGroup:ParameterGroup": "aws_db_parameter_group",
    "aws:rds/subnetGroup:SubnetGroup": "aws_db_subnet_group",
}
# Modules whose name is not a part of Terraform's names, or a part under another name.
PREFIXES = {"ec2": "", "vpc": "vpc_"}
# Properties that are maps in Terraform. All other objects are blocks.
MAPS = {"dimensions", "tags", "requestParameters", "responseParameters"}
# Lists of blocks whose singular is not the name without the last letter.
SINGULAR = {"capacityProviderStrategies": "capacity_provider_strategy", "metricQueries": "metric_query"}


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def resource_type(token):
    if token in TYPES:
        return TYPES[token]
    module, name = re.fullmatch(r"aws:(\w+)/\w+:(\w+)", token).groups()
    return "aws_" + PREFIXES.get(module, module + "_") + snake(name)


def label(component, token, name):
    """The name that the golden graph gives a resource where another one refers to it."""
    return f"{component} {token.rsplit(':', 1)[1]} {name}"


def read(path):
    """The resources of a golden graph: component, token, name and properties."""
    resources, component, lines = [], None, []

    def property_ends():
        if lines:
            key, first = lines[0].strip().split(": ", 1)
            resources[-1]["properties"][key] = value(first, lines[1:])
            lines.clear()

    for line in open(path, encoding="utf-8").read().splitlines():
        if found := re.fullmatch(r"knwl:(\w+):\w+ \S+", line):
            property_ends()
            component = found[1]
        elif found := re.fullmatch(r" {2}(aws:\S+) (\S+)", line):
            property_ends()
            resources.append({"component": component, "token": found[1], "name": found[2], "properties": {}})
        elif re.match(r" {6}\w+: ", line):
            property_ends()
            lines.append(line)
        else:
            lines.append(line)
    property_ends()
    return resources


def value(first, more):
    """A property's value. A document on several lines is a string in Pulumi, such as a policy."""
    if more:
        text = "\n".join([first, *more])
        try:
            return json.dumps(json.loads(text))
        except json.JSONDecodeError:
            return text
    if first[:1] in "{[" or first in ("true", "false") or re.fullmatch(r"-?\d+(\.\d+)?", first):
        try:
            return json.loads(first)
        except json.JSONDecodeError:
            pass
    return first


def change(settings, expressions):
    """The creation of a resource. What another one will assign is unknown, and not among the values."""
    unknown = {name for name, e in expressions.items() if isinstance(e, dict) and e["references"][0] == settings[name]}
    return {
        "actions": ["create"], "before": None, "after": {k: v for k, v in settings.items() if k not in unknown},
        "after_unknown": dict.fromkeys(sorted(unknown), True),
    }


class Plan:
    """The plan of a list of resources."""

    def __init__(self, resources):
        self.addresses, self.names = {}, set()
        for r in resources:
            kind = resource_type(r["token"])
            name = re.sub(r"\W", "_", f"{r['component']}_{r['name']}")
            r["kind"], r["address"], r["local"] = kind, f"{kind}.{name}", name
            self.addresses[label(r["component"], r["token"], r["name"])] = r["address"]
        values, configuration = [], []
        for r in resources:
            settings, expressions = {}, {}
            for key, given in r["properties"].items():
                self.convert(key, given, settings, expressions)
            base = {"address": r["address"], "mode": "managed", "type": r["kind"], "name": r["local"]}
            values.append({**base, "provider_name": "registry.terraform.io/hashicorp/aws", "values": settings})
            configuration.append({**base, "provider_config_key": "aws", "expressions": expressions})
        changes = [change(v["values"], c["expressions"]) for v, c in zip(values, configuration)]
        self.document = {
            "format_version": "1.2", "terraform_version": "1.9.0",
            "planned_values": {"root_module": {"resources": values}},
            "resource_changes": [{**v, "change": c} for v, c in zip(values, changes)],
            "configuration": {"root_module": {"resources": configuration}},
        }

    def convert(self, key, given, settings, expressions):
        """Adds a property under its Terraform name, and what it refers to."""
        name = snake(key)
        if key in MAPS:
            settings[name] = given
            return
        if isinstance(given, dict):
            given = [given]
        elif isinstance(given, list) and given and isinstance(given[0], dict):
            name = SINGULAR.get(key, name.removesuffix("s"))
        if isinstance(given, list) and given and isinstance(given[0], dict):
            blocks, references = [], []
            for block in given:
                inner, refers = {}, {}
                for k, v in block.items():
                    self.convert(k, v, inner, refers)
                blocks.append(inner)
                references.append(refers)
            settings[name], expressions[name] = blocks, references
            return
        settings[name] = given
        found = self.references(given)
        if found:
            expressions[name] = {"references": found}
            if isinstance(given, str) and given.startswith("<") and given.count("<") == 1 and given.endswith(">"):
                settings[name] = found[0]

    def references(self, given):
        found = []
        for text in given if isinstance(given, list) else [given]:
            for inside in re.findall(r"<([^<>]+)>", text) if isinstance(text, str) else []:
                attribute = "arn" if inside.endswith(" arn") else "id"
                address = self.addresses.get(inside.removesuffix(" arn"))
                if address:
                    found += [f"{address}.{attribute}", address]
        return found
