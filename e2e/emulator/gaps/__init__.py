"""Closes the gaps between moto and AWS that affect this stack.

moto lacks some calls, accepts settings and forgets them, and accepts what AWS rejects. Importing the
package is enough. Nothing in it is specific to the stack: each function makes moto answer as AWS does.
"""

from gaps import rds_monitoring, rds_proxies, rds_replicas  # noqa: F401
from gaps import acm, apigateway, cloudwatch, codedeploy, ec2, ecs, elbv2, inuse, logs, rds, scaling  # noqa: F401
