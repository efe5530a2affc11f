/* Preloaded before a program, records what it does to the files below a folder, in order, with all bytes written.

   RECORD_BELOW  the folder
   RECORD_TO     the file of the record, outside the folder

   A record is a letter, three lengths (of a path, a second path and bytes) and a number, then these. The letters: O a
   file was opened and created if it was missing, W bytes were written at an offset, T a file got a length, S a file or
   folder was synced, A everything was synced, M a folder was made, D a name was removed, L a second name was made, R a
   file was renamed, and P bytes were written to stdout or stderr. Paths are absolute. A call is recorded after it has
   succeeded. */

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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int record = -1;
static const char *below;

__attribute__((constructor)) static void begin(void) {
    const char *to = getenv("RECORD_TO");
    below = getenv("RECORD_BELOW");
    if (to && below)
        record = syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_below(const char *path) {
    size_t length = strlen(below);
    return !strncmp(path, below, length) && (path[length] == '/' || !path[length]);
}

static void put(char letter, const char *path, const char *second, const void *bytes, size_t size, int64_t number) {
    int kept = errno;
    struct __attribute__((packed)) {
        char letter;
        uint32_t path, second, size;
        int64_t number;
    } head = {letter, strlen(path), strlen(second), size, number};
    struct iovec parts[] = {
        {&head, sizeof head}, {(char *)path, head.path}, {(char *)second, head.second}, {(void *)bytes, size}};
    if (syscall(SYS_writev, record, parts, 4) < 0)
        abort();
    errno = kept;
}

/* The path of an open file, or NULL if it is not below the folder. */
static const char *path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = record < 0 ? -1 : readlink(link, path, PATH_MAX - 1);
    if (length < 0)
        return NULL;
    path[length] = 0;
    return is_below(path) ? path : NULL;
}

/* The absolute path of a name relative to an open folder, or NULL if it is not below the folder. */
static const char *path_at(int folder, const char *name, char *path) {
    if (record < 0)
        return NULL;
    if (*name == '/')
        snprintf(path, PATH_MAX, "%s", name);
    else {
        char link[64], base[PATH_MAX];
        snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, base, sizeof base - 1);
        if (length < 0)
            return NULL;
        base[length] = 0;
        if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX)
            return NULL;
    }
    return is_below(path) ? path : NULL;
}

static int opened(int fd, int flags) {
    char path[PATH_MAX];
    if (fd >= 0 && path_of(fd, path)) {
        if (flags & O_CREAT)
            put('O', path, "", "", 0, 0);
        if (flags & O_TRUNC)
            put('T', path, "", "", 0, 0);
    }
    return fd;
}

#define OPEN(name)                                                    \
    int name(const char *path, int flags, ...) {                      \
        va_list rest;                                                 \
        va_start(rest, flags);                                        \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                 \
        return opened(NEXT(name)(path, flags, mode), flags);          \
    }

#define OPENAT(name)                                                  \
    int name(int folder, const char *path, int flags, ...) {          \
        va_list rest;                                                 \
        va_start(rest, flags);                                        \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                 \
        return opened(NEXT(name)(folder, path, flags, mode), flags);  \
    }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

static ssize_t written(int fd, const void *bytes, ssize_t size, int64_t at) {
    char path[PATH_MAX];
    if (size > 0 && record >= 0) {
        if (path_of(fd, path))
            put('W', path, "", bytes, size, at < 0 ? lseek(fd, 0, SEEK_CUR) - size : at);
        else if (fd == 1 || fd == 2)
            put('P', "", "", bytes, size, fd);
    }
    return size;
}

ssize_t write(int fd, const void *from, size_t size) {
    return written(fd, from, NEXT(write)(fd, from, size), -1);
}

ssize_t pwrite(int fd, const void *from, size_t size, off_t at) {
    return written(fd, from, NEXT(pwrite)(fd, from, size, at), at);
}

ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) {
    return written(fd, from, NEXT(pwrite64)(fd, from, size, at), at);
}

static int on_file(char letter, int fd, int result, int64_t number) {
    char path[PATH_MAX];
    if (!result && path_of(fd, path))
        put(letter, path, "", "", 0, number);
    return result;
}

int ftruncate(int fd, off_t size) {
    return on_file('T', fd, NEXT(ftruncate)(fd, size), size);
}

int ftruncate64(int fd, off64_t size) {
    return on_file('T', fd, NEXT(ftruncate64)(fd, size), size);
}

int fsync(int fd) {
    return on_file('S', fd, NEXT(fsync)(fd), 0);
}

int fdatasync(int fd) {
    return on_file('S', fd, NEXT(fdatasync)(fd), 0);
}

void sync(void) {
    NEXT(sync)();
    put('A', "", "", "", 0, 0);
}

static int on_names(char letter, int result, int folder, const char *name, int other, const char *second) {
    char path[PATH_MAX], to[PATH_MAX];
    if (!result && path_at(folder, name, path) && (!second || path_at(other, second, to)))
        put(letter, path, second ? to : "", "", 0, 0);
    return result;
}

int mkdir(const char *path, mode_t mode) {
    return on_names('M', NEXT(mkdir)(path, mode), AT_FDCWD, path, 0, NULL);
}

int mkdirat(int folder, const char *path, mode_t mode) {
    return on_names('M', NEXT(mkdirat)(folder, path, mode), folder, path, 0, NULL);
}

int rmdir(const char *path) {
    return on_names('D', NEXT(rmdir)(path), AT_FDCWD, path, 0, NULL);
}

int unlink(const char *path) {
    return on_names('D', NEXT(unlink)(path), AT_FDCWD, path, 0, NULL);
}

int unlinkat(int folder, const char *path, int flags) {
    return on_names('D', NEXT(unlinkat)(folder, path, flags), folder, path, 0, NULL);
}

int link(const char *from, const char *to) {
    return on_names('L', NEXT(link)(from, to), AT_FDCWD, from, AT_FDCWD, to);
}

int linkat(int folder, const char *from, int other, const char *to, int flags) {
    return on_names('L', NEXT(linkat)(folder, from, other, to, flags), folder, from, other, to);
}

int rename(const char *from, const char *to) {
    return on_names('R', NEXT(rename)(from, to), AT_FDCWD, from, AT_FDCWD, to);
}

int renameat(int folder, const char *from, int other, const char *to) {
    return on_names('R', NEXT(renameat)(folder, from, other, to), folder, from, other, to);
}
