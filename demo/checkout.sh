# The checkout failures of 4 March 2026.
inc declare "Checkout failures" --severity sev1 --at "2026-03-04 15:30 UTC" --by alice --service checkout --service order-service --commander alice --tech-lead bob --comms-lead carol --impact "~30% of checkout attempts failing with 500 errors"
inc log -k detected "Alert: order-service error rate > 5%" --at "2026-03-04 15:23 UTC" --by bob
inc ack "On-call acknowledges, begins investigation" --at "2026-03-04 15:25 UTC" --by bob
inc log "Theory: Database connection pool exhaustion" --at "2026-03-04 15:33 UTC" --by bob
inc log -k confirmed "Root cause identified: connection pool exhausted" --at "2026-03-04 15:35 UTC" --by bob
inc update --status identified --at "2026-03-04 15:36 UTC" --by carol --doing "Restarting order-service pods" --next "2026-03-04 15:51 UTC"
inc mitigate "order-service pods restarted" --strategy restart --at "2026-03-04 15:38 UTC" --by bob
inc log -k finding "Error rate returning to normal" --at "2026-03-04 15:42 UTC" --by bob
inc update --audience customer --status monitoring "We are investigating reports of checkout failures. Some customers may experience errors when completing purchases. Our team is actively working on a resolution." --at "2026-03-04 15:45 UTC" --by carol --next "2026-03-04 16:15 UTC"
inc resolve "Resolved, all systems nominal" --at "2026-03-04 16:10 UTC" --by alice
inc close --at "2026-03-04 16:10 UTC" --by alice
