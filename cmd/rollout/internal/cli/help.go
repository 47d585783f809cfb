package cli

const help = `rollout brings a changed ECS service into production and shows what happens.

  rollout [command] --stack STACK [flags]
  pulumi stack output --json | rollout [command] --outputs - [flags]

Commands:
  deploy          deploy the stack's task definition, or join a deployment of it (default);
                  for a rolling service, follow what pulumi up started
  plan            say what deploy would do
  status          say what serves and what runs
  wait            follow a running deployment of this version; start none
  approve         let a deployment continue that waits for approval
  stop            stop the running deployment and roll it back
  finish          stop the old tasks now, when all traffic has moved
  resume-scaling  restore scaling after a rollout was killed
  run -- COMMAND  run a command once in the stack's task definition; exits with its code
  policy          print the IAM policy that CI needs

What to deploy:
  --stack STACK   read the outputs of this Pulumi stack
  --cwd DIR       the Pulumi project (default .)
  --outputs FILE  read the outputs from a file, or from standard input with -
  --output NAME   the output that says what to deploy (default rollout)

How:
  --before 'CMD'  run a task first, if there is something to deploy; deploy only if it exits with 0
  --force         deploy even if the version already serves, for an image tag that was pushed again
  --supersede     end a running deployment of another version first
  --approve HOW   at an approval: wait (default), exit with code 5, or approve now
  --until WHEN    done (default): the old tasks are gone; shifted: all traffic has moved
  --keep N        deregister old revisions after a success, all but N; 0 keeps all (default 10)
  --timeout D     stop following after this time, waits for approval included (default 90m)
  --poll D        time between two looks at AWS (default 5s, in waits 30s)
  --on-interrupt  what Ctrl-C does without a terminal: leave it running (default), or stop and roll back

Output:
  --plain         lines instead of a live screen
  --json          one JSON object a line, with "schema": 1

Exit codes:
  0 done   1 failed, rolled back, refused or unhealthy   2 usage, outputs or credentials
  3 stopped by a person   4 time-out   5 waits for approval   130 left running
  run exits with the task's own code.
`
