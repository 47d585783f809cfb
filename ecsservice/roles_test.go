package ecsservice_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

type statement struct {
	Action, Resource []string
	Principal        map[string]string
	Condition        map[string]map[string]string
}

func statements(n *graphtest.Node, property string) (list []statement) {
	var document struct{ Statement []statement }
	n.JSON(property, &document)
	return document.Statement
}

// grants returns a policy as lines of "action on resource".
func grants(n *graphtest.Node) (lines []string) {
	for _, s := range statements(n, "policy") {
		for _, action := range s.Action {
			for _, resource := range s.Resource {
				lines = append(lines, action+" on "+resource)
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func wantGrants(t *testing.T, n *graphtest.Node, want ...string) {
	t.Helper()
	if got := grants(n); !slices.Equal(got, want) {
		t.Errorf("%s may\n  %s\nwant\n  %s", n.Name, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func logs(g *graphtest.Graph) string {
	return fmt.Sprint(g.Named("LogGroup", "api").Output("arn"), ":*")
}

// IAM.1, IAM.21, KMS.1: the role may use exactly what the containers name.
func TestExecutionRoleMayDoWhatTheContainersNeed(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Container.Secrets = map[string]ecsservice.Secret{
			"A_USER":     {ARN: secretARN, JSONField: "user", KMSKeyARN: keyARN},
			"B_TOKEN":    {ARN: tokenARN},
			"C_PASSWORD": {ARN: secretARN, JSONField: "password", KMSKeyARN: keyARN},
		}
		a.Sidecars = map[string]ecsservice.Container{"agent": {
			Image:   pulumi.String("210987654321.dkr.ecr.eu-west-1.amazonaws.com/agent@sha256:00"),
			Secrets: map[string]ecsservice.Secret{"LEVEL": {ARN: parameterARN}},
		}}
	}))
	const (
		own   = "arn:aws:ecr:us-east-1:123456789012:repository/team/api"
		other = "arn:aws:ecr:eu-west-1:210987654321:repository/agent"
	)
	wantGrants(t, g.Named("RolePolicy", "api--execution"),
		"ecr:BatchCheckLayerAvailability on "+other,
		"ecr:BatchCheckLayerAvailability on "+own,
		"ecr:BatchGetImage on "+other,
		"ecr:BatchGetImage on "+own,
		"ecr:GetAuthorizationToken on *",
		"ecr:GetDownloadUrlForLayer on "+other,
		"ecr:GetDownloadUrlForLayer on "+own,
		"kms:Decrypt on "+string(keyARN),
		"logs:CreateLogStream on "+logs(g),
		"logs:PutLogEvents on "+logs(g),
		"secretsmanager:GetSecretValue on "+string(secretARN),
		"secretsmanager:GetSecretValue on "+string(tokenARN),
		"ssm:GetParameters on "+string(parameterARN),
	)
}

func TestPublicImageNeedsNoPermission(t *testing.T) {
	for name, image := range map[string]pulumi.StringInput{
		"known": pulumi.String("public.ecr.aws/nginx/nginx:1.27"),
		"later": pulumi.String("public.ecr.aws/nginx/nginx:1.27").ToStringOutput(),
	} {
		g := run(t, small(func(a *ecsservice.Args) { a.Container.Image = image }))
		t.Log(name)
		wantGrants(t, g.Named("RolePolicy", "api--execution"),
			"logs:CreateLogStream on "+logs(g), "logs:PutLogEvents on "+logs(g))
	}
}

func TestRepositoryOfAnImageThatIsKnownLater(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) { a.Container.Image = image.ToStringOutput() }))
	const want = "ecr:BatchGetImage on arn:aws:ecr:us-east-1:123456789012:repository/team/api"
	if got := grants(g.Named("RolePolicy", "api--execution")); !slices.Contains(got, want) {
		t.Errorf("the execution role may %q, want %s", got, want)
	}
}

func TestProgramMayDoNothingByDefault(t *testing.T) {
	g := run(t, small())
	if got := g.Names("RolePolicy"); !slices.Equal(got, []string{"api--execution"}) {
		t.Errorf("there are the policies %q", got)
	}
	g.None("RolePolicyAttachment")
}

// The task role reads secrets at run time, and the execution role reads those of environment
// variables.
func TestProgramMayDoWhatItIsGiven(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.ReadSecrets = []ecsservice.Secret{{ARN: secretARN, KMSKeyARN: keyARN}, {ARN: parameterARN}}
		a.Permissions = []ecsservice.Permission{
			{
				Actions:   []string{"s3:Get*", "s3:PutObject"},
				Resources: []pulumi.StringInput{pulumi.String("arn:aws:s3:::bucket/*")},
			},
			{Actions: []string{"cloudwatch:PutMetricData"}, AnyResource: true},
		}
		a.ManagedPolicyARNs = map[string]pulumi.StringInput{"reader": policyARN}
	}))
	wantGrants(t, g.Named("RolePolicy", "api--task"),
		"cloudwatch:PutMetricData on *",
		"kms:Decrypt on "+string(keyARN),
		"s3:Get* on arn:aws:s3:::bucket/*",
		"s3:PutObject on arn:aws:s3:::bucket/*",
		"secretsmanager:GetSecretValue on "+string(secretARN),
		"ssm:GetParameters on "+string(parameterARN),
	)
	for _, grant := range grants(g.Named("RolePolicy", "api--execution")) {
		if strings.HasPrefix(grant, "secretsmanager:") {
			t.Errorf("the execution role may %s, which no container names", grant)
		}
	}
	attachment := g.Named("RolePolicyAttachment", "api--task-reader")
	if attachment.Text("policyArn") != string(policyARN) ||
		attachment.Text("role") != g.Named("Role", "api--task").Output("name") {
		t.Errorf("the attachment is %v", attachment.Inputs)
	}
}

// CKV_AWS_249, CKV_AWS_60, CKV_AWS_61 and Prowler's
// iam_role_cross_service_confused_deputy_prevention.
func TestRolesServeTasksOfThisAccountOnlyInItsPartition(t *testing.T) {
	g := graphtest.RunIn(t, anotherPartition, nil, func(ctx *pulumi.Context) error {
		_, err := ecsservice.New(ctx, "api", small())
		return err
	})
	for _, role := range g.All("Role") {
		trust := statements(role, "assumeRolePolicy")
		if len(trust) != 1 || trust[0].Principal["Service"] != "ecs-tasks.amazonaws.com" ||
			trust[0].Condition["StringEquals"]["aws:SourceAccount"] != "210987654321" ||
			trust[0].Condition["ArnLike"]["aws:SourceArn"] != "arn:aws-cn:ecs:cn-north-1:210987654321:*" {
			t.Errorf("%s trusts %+v", role.Name, trust)
		}
	}
	task := g.Only("TaskDefinition")
	if task.Text("executionRoleArn") != g.Named("Role", "api--execution").Output("arn") ||
		task.Text("taskRoleArn") != g.Named("Role", "api--task").Output("arn") {
		t.Error("the task has other roles")
	}
}
