/* The story of one call, in plain sentences. */
#ifndef TEXTBACKCTL_EXPLAIN_H
#define TEXTBACKCTL_EXPLAIN_H

#include <jansson.h>
#include <stdbool.h>

/* call and texts as view_call() and view_texts_of_call() give them; test: of the agent's TEST. A string to be
 * freed. */
char *explain_call(const json_t *call, const json_t *texts, bool test);

#endif
