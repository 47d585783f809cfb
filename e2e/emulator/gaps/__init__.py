"""Closes the gaps between moto and AWS that this stack falls into: calls that moto lacks, settings that it takes and then forgets, and what it should refuse.

Importing the package is all it takes. Nothing in it knows the stack: each function makes moto answer as AWS does.
"""

from gaps import apigateway, codedeploy, deployments, ec2, ecs, elbv2, inuse, rds, scaling  # noqa: F401
