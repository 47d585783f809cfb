package ecsservice

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/iampolicy"
)

// execStatements allow what the agent of ECS Exec calls with the task role: a session's channels, which
// IAM cannot restrict, and the record of the session.
func (b *builder) execStatements() []iampolicy.Statement {
	if !b.Exec {
		return nil
	}
	group := b.logGroup.Arn
	if b.ExecLogGroupARN != nil {
		group = b.ExecLogGroupARN.ToStringOutput()
	}
	anything := []pulumi.StringInput{pulumi.String("*")}
	return []iampolicy.Statement{
		{
			Actions: []string{
				"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
				"ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
			},
			Resources: anything,
		},
		{Actions: []string{"logs:DescribeLogGroups"}, Resources: anything},
		{
			Actions:   []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
			Resources: []pulumi.StringInput{pulumi.Sprintf("%s:*", group)},
		},
	}
}

func (c config) checkExec(wrong *check.Mistakes) {
	if c.Exec && !c.Container.WritableRoot {
		wrong.Add("Container.WritableRoot", false, "must be true with Exec, because the agent of ECS Exec writes to the "+
			"root file system; set it, or remove Exec")
	}
	if !c.Exec && c.ExecLogGroupARN != nil {
		wrong.Add("ExecLogGroupARN", check.NotShown, "is only used with Exec; set Exec, or leave ExecLogGroupARN nil")
	}
}
