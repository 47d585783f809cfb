package database

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// createParameterGroup gives the group no fixed name. Pulumi can then create the group of another
// major version and move the instance to it before it deletes the old group.
func (b *builder) createParameterGroup() (err error) {
	parameters := rds.ParameterGroupParameterArray{}
	for _, name := range b.parameterNames() {
		method := "immediate"
		// RDS always reports pending-reboot for rds.force_ssl; another method would show as a change in
		// every preview. A new instance starts with it.
		if slices.Contains(static, name) || name == "rds.force_ssl" {
			method = "pending-reboot"
		}
		parameters = append(parameters, rds.ParameterGroupParameterArgs{
			Name: pulumi.String(name), Value: pulumi.String(b.Parameters[name]), ApplyMethod: pulumi.String(method),
		})
	}
	b.parameters, err = child.New(b.Parent, rds.NewParameterGroup, b.Name, &rds.ParameterGroupArgs{
		Family:      pulumi.String("postgres" + b.EngineVersion),
		Description: pulumi.String("PostgreSQL parameters"),
		Parameters:  parameters,
		Tags:        child.Tags(b.Tags, b.Name),
	}, b.Transform.ParameterGroup)
	return err
}

var parameterName = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$`)

// checkParameters records parameters that RDS would reject and adds the defaults.
func (c *config) checkParameters(wrong *check.Mistakes) {
	major, _ := strconv.Atoi(c.EngineVersion)
	for _, name := range slices.Sorted(maps.Keys(c.Parameters)) {
		value := c.Parameters[name]
		add := func(rule string, args ...any) { wrong.Add(check.At("Parameters", name), value, rule, args...) }
		switch gone, since := gone[name], since[name]; {
		case name == "rds.force_ssl":
			add("is always 1, because without it passwords and data could be sent unencrypted; remove it")
		case name == "port":
			add("is not a parameter in RDS; set Port instead")
		case name == "wal_level":
			add("cannot be set in RDS; set rds.logical_replication to 1 for logical replication")
		case slices.Contains(managed, name):
			add("cannot be set, because RDS manages it; remove it")
		case !parameterName.MatchString(name):
			add("must have the name of a parameter as its key, in lower case, such as work_mem; correct it")
		case gone != 0 && major >= gone:
			add("does not exist in PostgreSQL %d, only before %d; remove it", major, gone)
		case since > major && !wrong.Has("EngineVersion"):
			add("does not exist in PostgreSQL %d, only from %d on; remove it, or upgrade", major, since)
		case strings.TrimSpace(value) == "":
			add("must not be empty; give a value, or remove the entry for the default of RDS")
		}
	}
	all := map[string]string{"log_statement": "ddl", "log_min_duration_statement": "1000"} // ms
	maps.Copy(all, c.Parameters)
	all["rds.force_ssl"] = "1"
	c.Parameters = all
}

// parameterNames returns the names of the parameters, those that every server has first.
func (c *config) parameterNames() []string {
	names := []string{"rds.force_ssl", "log_statement", "log_min_duration_statement"}
	for _, name := range slices.Sorted(maps.Keys(c.Parameters)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// managed are parameters that somebody who runs PostgreSQL sets, and that RDS does not offer.
var managed = strings.Fields(`
	archive_command archive_library archive_mode config_file data_directory external_pid_file fsync
	full_page_writes hba_file ident_file listen_addresses log_directory logging_collector primary_conninfo
	primary_slot_name restore_command ssl_cert_file ssl_key_file unix_socket_directories`)

// since and gone are the major versions that added and removed parameters.
var (
	since = map[string]int{
		"recovery_prefetch": 15, "log_startup_progress_interval": 15,
		"reserved_connections": 16, "scram_iterations": 16, "vacuum_buffer_usage_limit": 16,
		"io_combine_limit": 17, "subtransaction_buffers": 17, "summarize_wal": 17, "transaction_timeout": 17,
	}
	gone = map[string]int{
		"stats_temp_directory": 15,
		"force_parallel_mode":  16, "promote_trigger_file": 16, "vacuum_defer_cleanup_age": 16,
		"db_user_namespace": 17, "old_snapshot_threshold": 17, "trace_recovery_messages": 17,
	}
)

// static are the parameters that take effect when the server starts: those with the context postmaster
// in pg_settings, of extensions and of RDS.
var static = strings.Fields(`
	autovacuum_freeze_max_age autovacuum_max_workers autovacuum_multixact_freeze_max_age bonjour
	bonjour_name cluster_name commit_timestamp_buffers data_sync_retry debug_io_direct dynamic_shared_memory_type
	event_source hot_standby huge_page_size huge_pages ignore_invalid_pages jit_provider
	max_connections max_files_per_process max_locks_per_transaction max_logical_replication_workers
	max_notify_queue_pages max_pred_locks_per_transaction max_prepared_transactions
	max_replication_slots max_wal_senders max_worker_processes min_dynamic_shared_memory
	multixact_member_buffers multixact_offset_buffers notify_buffers old_snapshot_threshold
	recovery_target recovery_target_action recovery_target_inclusive recovery_target_lsn
	recovery_target_name recovery_target_time recovery_target_timeline recovery_target_xid
	reserved_connections serializable_buffers shared_buffers shared_memory_type
	shared_preload_libraries subtransaction_buffers superuser_reserved_connections
	track_activity_query_size track_commit_timestamp transaction_buffers unix_socket_group
	unix_socket_permissions wal_buffers wal_decode_buffer_size wal_log_hints
	cron.database_name cron.host cron.log_run cron.log_statement cron.max_running_jobs cron.timezone
	cron.use_background_workers
	pg_prewarm.autoprewarm pg_stat_statements.max
	rds.custom_dns_resolution rds.logical_replication rds.restrict_password_commands`)
