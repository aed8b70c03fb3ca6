/* CHECK: the impossible aborts, in every build. systemd restarts us, and a restart is safe because a power
 * cut is. Errors of the world (bad bytes, a full disk) are values and are never CHECKed. */
#ifndef TB_BASE_CHECK_H
#define TB_BASE_CHECK_H

#define TB_MUST_CHECK                 __attribute__((warn_unused_result))
#define TB_PRINTF(fmt_arg, first_arg) __attribute__((format(printf, fmt_arg, first_arg)))

/* Says what was impossible and where, then aborts. The one symbol of the pure libraries that touches stderr.
 */
_Noreturn void tb_check_failed(const char *expr, const char *file, int line);

#define CHECK(expr) ((expr) ? (void)0 : tb_check_failed(#expr, __FILE__, __LINE__))

#define TB_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
