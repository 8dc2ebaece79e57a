/* Lots: numbers that nobody chooses. */
#include <string.h>
#include <vp/assign.h>
#include <vp/hash.h>

uint64_t vp_lot_number(const char *id)
{
    char hex[VP_HASH_HEX];
    uint64_t n = 0;
    vp_hash(hex, id, strlen(id));
    for (size_t i = 0; i < 16; i++)
        n = n << 4 | (uint64_t)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
    return n;
}

uint32_t vp_lot(uint64_t proposal, uint64_t reviewer)
{
    uint64_t z = proposal + 0x9e3779b97f4a7c15u * reviewer;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) >> 32);
}
