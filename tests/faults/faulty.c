/* LD_PRELOAD: makes the Nth write, sync or open below one folder fail, or lets that folder hold only so many bytes.
 *
 * Settings come from a file that the test writes and this library maps (FAULTY_CONTROL), so that a test can arm it in the
 * middle of a run: six 64-bit numbers: armed (1), operation (0 write, 1 sync, 2 open), N (counted down), errno,
 * how many in a row fail (0 forever), bytes left for the folder (-1: no limit). FAULTY_FOLDER names the folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { ARMED, OPERATION, COUNT, ERRNO, RUN, LEFT, FIELDS };
enum { WRITE, SYNC, OPEN };

static volatile int64_t *control;
static const char *folder;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void ready(void) {
    if (control) return;
    static int64_t off[FIELDS] = {0, 0, 0, 0, 0, -1};
    const char *path = getenv("FAULTY_CONTROL");
    folder = getenv("FAULTY_FOLDER");
    control = off;
    if (!path || !folder) return;
    int file = REAL(open)(path, O_RDWR);
    if (file < 0) return;
    void *map = mmap(NULL, FIELDS * sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (map != MAP_FAILED) control = map;
}

static int inside(const char *path) { return folder && strncmp(path, folder, strlen(folder)) == 0; }

static int ours(int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return inside(path);
}

static int fails(int operation) {
    if (!control[ARMED] || control[OPERATION] != operation) return 0;
    if (control[COUNT] > 0 && --control[COUNT] > 0) return 0;
    if (control[RUN] > 0 && --control[RUN] == 0) control[ARMED] = 0;
    errno = (int)control[ERRNO];
    return 1;
}

/* How many of `size` bytes at `offset` still fit; only growth is counted, as a file system does. */
static ssize_t room(int file, size_t size, off_t offset) {
    if (control[LEFT] < 0) return size;
    struct stat now;
    fstat(file, &now);
    int64_t growth = (int64_t)offset + (int64_t)size - (int64_t)now.st_size;
    if (growth <= 0) return size;
    if (growth <= control[LEFT]) {
        control[LEFT] -= growth;
        return size;
    }
    int64_t fits = (int64_t)size - growth + control[LEFT];
    control[LEFT] = 0;
    if (fits <= 0) {
        errno = ENOSPC;
        return -1;
    }
    return fits;
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t offset) {
    ready();
    if (ours(file)) {
        if (fails(WRITE)) return -1;
        ssize_t fits = room(file, size, offset);
        if (fits < 0) return -1;
        size = fits;
    }
    return REAL(pwrite64)(file, data, size, offset);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t offset) { return pwrite64(file, data, size, offset); }

ssize_t write(int file, const void *data, size_t size) {
    ready();
    if (ours(file)) {
        if (fails(WRITE)) return -1;
        struct stat now;
        fstat(file, &now);
        int append = fcntl(file, F_GETFL) & O_APPEND;
        ssize_t fits = room(file, size, append ? now.st_size : lseek(file, 0, SEEK_CUR));
        if (fits < 0) return -1;
        size = fits;
    }
    return REAL(write)(file, data, size);
}

int fsync(int file) {
    ready();
    return ours(file) && fails(SYNC) ? -1 : REAL(fsync)(file);
}
int fdatasync(int file) {
    ready();
    return ours(file) && fails(SYNC) ? -1 : REAL(fdatasync)(file);
}

/* Deleting gives room back: that is what the ballast is for. */
int unlink(const char *path) {
    ready();
    struct stat now;
    int counted = inside(path) && control[LEFT] >= 0 && stat(path, &now) == 0 && now.st_nlink == 1;
    int done = REAL(unlink)(path);
    if (done == 0 && counted) control[LEFT] += now.st_size;
    return done;
}

static int open_as(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    ready();
    if (inside(path) && fails(OPEN)) return -1;
    return real(path, flags, mode);
}
int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_as(REAL(open), path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_as(REAL(open64), path, flags, mode);
}
