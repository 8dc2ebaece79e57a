/* Of lib/draw/sha256.c, computed by Python's hashlib: seed, purpose, items, the first eight drawn, the eighth hash. */
static const struct vector {
    const char *seed, *purpose;
    size_t n, order[8];
    const char *last;
} vectors[] = {
    {"9319./2.5.8.10.12./9.18.26.34.41.45./", "", 25, {5, 14, 16, 17, 23, 15, 12, 10},
     "451a998977f289348d6eb10e10cbbe8c17993916f3c107562b0c118755d2ed91"},
    {"9319./2.5.8.10.12./9.18.26.34.41.45./", "panel", 25, {4, 3, 21, 1, 15, 9, 8, 13},
     "46d0d8c617c77e5dbe53dddedb6308b2813aaba439d3d8fc81c143265bc0108a"},
    {"7./", "ties/项目-1", 8, {3, 6, 1, 5, 7, 2, 4, 0},
     "766bef393585082fec3f337080478152c25ccc4cf3e0ee5ae1892ca293ba6811"},
    {"DEADBEEF/", "x", 1000003, {232261, 917787, 141908, 566756, 286768, 123832, 161237, 904635},
     "ed279e515bd35f08bd513155551fd3e517668a563a16928ec2ecc56bb13cc97d"},
};
