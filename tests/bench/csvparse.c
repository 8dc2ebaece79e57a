/* csvparse: the least that reading a CSV can cost: libcsv over the whole of standard input, fields and rows counted.
   What intake is measured against. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>

static size_t fields, rows;

static void field(void *s, size_t n, void *ctx)
{
    (void)s, (void)n, (void)ctx;
    fields++;
}

static void row(int c, void *ctx)
{
    (void)c, (void)ctx;
    rows++;
}

int main(void)
{
    enum { CHUNK = 1 << 16 };
    struct csv_parser p;
    char *buffer = malloc(CHUNK);
    size_t n;

    if (!buffer || csv_init(&p, 0))
        return 5;
    while ((n = fread(buffer, 1, CHUNK, stdin)) > 0)
        if (csv_parse(&p, buffer, n, field, row, NULL) != n)
            return 1;
    csv_fini(&p, field, row, NULL);
    csv_free(&p);
    free(buffer);
    printf("%zu rows, %zu fields\n", rows, fields);
    return ferror(stdin) ? 5 : 0;
}
