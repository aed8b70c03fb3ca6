/* A hex digit, either case. */
#ifndef TB_BASE_HEX_H
#define TB_BASE_HEX_H

/* Its value, or -1 if c is none. */
static inline int tb_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
