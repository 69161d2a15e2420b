# INC-2934, the payments incident of 27 May 2026, as its scribe typed it.
inc declare "Payment processing errors" --severity sev2 --at "2026-05-27 14:26 UTC" --by bob --alias INC-2934 --channel "#inc-2934-checkout-down" --service payments-service --commander alice --tech-lead carol --impact "Approximately 20% of users experiencing checkout failures (payment page 502 errors)"
inc log -k detected "Alert fired: payments-service error rate > 5% (threshold 1%)" --at "2026-05-27 14:22 UTC" --by bob
inc ack "INC-2934 opened." --at "2026-05-27 14:24 UTC" --by bob
inc update --audience customer "Investigating payment processing issues" --at "2026-05-27 14:27 UTC" --by alice
inc log "Found: payments service CPU normal; DB connections at 98% of pool (max 100). New deploy at 14:15." --at "2026-05-27 14:30 UTC" --by carol
inc log "Hypothesis: connection leak in new deploy. Testing rollback." --at "2026-05-27 14:32 UTC" --by carol
inc log -k action "Rollback initiated (kubectl rollout undo deployment/payments-service)" --at "2026-05-27 14:35 UTC" --by carol
inc log -k finding "Error rate declining. DB connections dropping to 60%." --at "2026-05-27 14:38 UTC" --by carol
inc mitigate "Error rate < 0.1%. Service restored. INC-2934 mitigated." --strategy rollback --at "2026-05-27 14:42 UTC" --by carol
inc update --audience customer --status monitoring "Service restored. Investigating root cause." --at "2026-05-27 14:45 UTC" --by alice
inc resolve "INC-2934 resolved. Postmortem scheduled for 2026-05-29." --at "2026-05-27 15:00 UTC" --by alice
inc close --at "2026-05-27 15:00 UTC" --by alice
