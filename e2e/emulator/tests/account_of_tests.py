"""Sets what moto and boto3 read from the environment. Import it first."""

import os
import sys
from pathlib import Path

os.environ.update(
    MOTO_EC2_LOAD_DEFAULT_AMIS="false",
    AWS_REGION="eu-west-1",
    AWS_DEFAULT_REGION="eu-west-1",
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
)
sys.path.insert(0, str(Path(__file__).parent.parent))
