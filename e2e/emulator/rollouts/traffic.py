"""Where listeners send requests, and how CodeDeploy shifts them between two target groups."""

from moto.elbv2.models import FakeAction

from gaps.closing import after


class Pair:
    """The target groups of a deployment and the listeners in front of them."""

    def __init__(self, info, elb, live):
        arns = {group.name: group.arn for group in list(elb.target_groups.values())}
        self.live = live
        self.other = next(arns[group["name"]] for group in info["targetGroups"] if arns[group["name"]] != live)
        self.names = {arn: name for name, arn in arns.items()}
        self.production = listeners_of(info.get("prodTrafficRoute"), elb)
        self.test = listeners_of(info.get("testTrafficRoute"), elb)

    def is_behind_production(self):
        return any(sends(rule, self.live) for listener in self.production for rule in listener.rules.values())

    def rules(self, listeners):
        """Returns the rules that CodeDeploy changes."""
        both = (self.live, self.other)
        every = [rule for listener in listeners for rule in listener.rules.values()]
        return [rule for rule in every if any(sends(rule, arn) for arn in both)]

    def shift(self, listeners, percent):
        """Sends a percentage of the requests to the other target group."""
        for rule in self.rules(listeners):
            weights = [
                {"TargetGroupArn": self.live, "Weight": 100 - percent},
                {"TargetGroupArn": self.other, "Weight": percent},
            ]
            rule.actions = [FakeAction({"Type": "forward", "ForwardConfig": {"TargetGroups": weights}})]
        for listener in listeners:
            listener.default_actions = listener._default_rule[0].actions

    def weight(self, arn):
        """Returns the percentage of production requests that a target group gets."""
        for rule in self.rules(self.production):
            return next((int(g["Weight"]) for g in groups_of(rule) if g["TargetGroupArn"] == arn), 0)
        return 0


def listeners_of(route, elb):
    return [elb.describe_listeners(None, [arn])[0] for arn in (route or {}).get("listenerArns", [])]


def groups_of(rule):
    return [group for action in rule.actions for group in action.data.get("ForwardConfig", {}).get("TargetGroups", [])]


def sends(rule, arn):
    """Returns whether a rule forwards requests to a target group."""
    return any(group["TargetGroupArn"] == arn and int(group["Weight"]) > 0 for group in groups_of(rule))


@after(FakeAction)
def __init__(self, data, result):
    """Gives every forward action the long form, too, as AWS does in answers."""
    if self.type == "forward" and "ForwardConfig" not in data:
        only = {"TargetGroupArn": data["TargetGroupArn"], "Weight": 1}
        data["ForwardConfig"] = {"TargetGroups": [only], "TargetGroupStickinessConfig": {"Enabled": False}}
        vars(self).update(data)
