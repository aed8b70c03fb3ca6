/* What textbackctl takes to read a large ledger: time, and memory at its highest. */
#ifndef BENCH_LEDGER_SCALE_CTL_H
#define BENCH_LEDGER_SCALE_CTL_H

/* program: the bench's own path, which textbackctl is found by; dir: the ledger's folder. Prints rows of the
 * table. */
void scale_measure_ctl(const char *program, const char *dir);

#endif
