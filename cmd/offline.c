/* vp speaks with no other machine. Where libgit2 has its TLS of mbedTLS (as Debian's has), it reads the certificates of
   every authority of the web whenever it starts: a fifth of the time of a small step. The program's own function is
   found before the library's, and reads none: any connection would be refused. The library itself has nothing of
   this: other programs may use it and the web. */
__attribute__((visibility("default"))) int mbedtls_x509_crt_parse_file(void *chain, const char *path);

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
    (void)chain;
    (void)path;
    return 0;
}
