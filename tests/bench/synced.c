/* synced: the least that bringing small files to the disk can cost: N fsyncs, by turns of a new file and of its folder.
     synced FOLDER N */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char name[4096];
    int dir = argc == 3 ? open(argv[1], O_RDONLY | O_DIRECTORY) : -1;
    static const char bytes[300];

    if (dir < 0)
        return 2;
    for (int i = 0, n = atoi(argv[2]); i < n; i += 2) {
        snprintf(name, sizeof name, "%s/synced.%d", argv[1], i);
        int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (fd < 0 || write(fd, bytes, sizeof bytes) != (ssize_t)sizeof bytes || fsync(fd) < 0 || close(fd) < 0 ||
            fsync(dir) < 0 || unlink(name) < 0) {
            perror(name);
            return 5;
        }
    }
    return close(dir) < 0 ? 5 : 0;
}
