/* Counts the system calls that change a folder, in a program and in all that it starts, and kills
 * their process group right before the one with a given number; or from then on lets the calls fail
 * that need room (ENOSPC) or that sync (EIO). Notes which files were written and which were synced,
 * so that a power cut can be played. Built and preloaded by the tests. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *root;
static long *counter, death;
static int notes = -1, fault;

enum { OTHER, NEEDS_ROOM, SYNCS };

/* Read what to do from the environment; called at the start, and by Python once it has forked. */
__attribute__((constructor)) void shim_begin(void)
{
    const char *where = getenv("SHIM_COUNTER"), *at = getenv("SHIM_DEATH"), *log = getenv("SHIM_NOTES");
    if (!where || !at || !log)
        return;
    int fd = syscall(SYS_openat, AT_FDCWD, where, O_RDWR | O_CLOEXEC, 0);
    counter = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    notes = fcntl(syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND, 0), F_DUPFD_CLOEXEC, 900);
    death = atol(at);
    fault = getenv("SHIM_ERRNO") ? atoi(getenv("SHIM_ERRNO")) : 0;
    root = getenv("SHIM_ROOT");
}

static int below(const char *path)
{
    return !strncmp(path, root, strlen(root));
}

static int counts_at(int folder, const char *path)
{
    char place[4096] = "", name[64];
    if (!root)
        return 0;
    if (path[0] == '/')
        return below(path);
    if (folder == AT_FDCWD)
        return getcwd(place, sizeof place) && below(place);
    snprintf(name, sizeof name, "/proc/self/fd/%d", folder);
    return syscall(SYS_readlinkat, AT_FDCWD, name, place, sizeof place - 1) > 0 && below(place);
}

static int counts(int fd)
{
    char place[4096] = "", name[64];
    if (!root)
        return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    return syscall(SYS_readlinkat, AT_FDCWD, name, place, sizeof place - 1) > 0 && below(place);
}

/* Whether the call that is to come fails. */
static int fails(int what)
{
    long number = __sync_add_and_fetch(counter, 1);
    if (number == death && !fault) {
        kill(0, SIGKILL);
        pause();
    }
    if (number < death || !((fault == ENOSPC && what == NEEDS_ROOM) || (fault == EIO && what == SYNCS)))
        return 0;
    errno = fault;
    return 1;
}

static void note(char what, int fd)
{
    struct stat made;
    char line[64];
    if (fstat(fd, &made) || !S_ISREG(made.st_mode))
        return;
    int length = snprintf(line, sizeof line, "%c %lu\n", what, (unsigned long)made.st_ino);
    syscall(SYS_write, notes, line, length);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name, ARGS, folder, call) \
    int name ARGS \
    { \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list more; \
            va_start(more, flags); \
            mode = va_arg(more, mode_t); \
            va_end(more); \
        } \
        int changes = flags & (O_CREAT | O_TRUNC) && counts_at(folder, path); \
        if (changes && fails(flags & O_CREAT ? NEEDS_ROOM : OTHER)) \
            return -1; \
        int fd = call; \
        if (changes && fd >= 0 && (flags & O_TRUNC || lseek(fd, 0, SEEK_END) == 0)) { \
            note('D', fd); \
        } \
        if (changes && fd >= 0) \
            lseek(fd, 0, SEEK_SET); \
        return fd; \
    }
OPEN(open, (const char *path, int flags, ...), AT_FDCWD, REAL(open)(path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD, REAL(open64)(path, flags, mode))
OPEN(openat, (int at, const char *path, int flags, ...), at, REAL(openat)(at, path, flags, mode))
OPEN(openat64, (int at, const char *path, int flags, ...), at, REAL(openat64)(at, path, flags, mode))

#define WRITING(type, name, PARAMETERS, ARGUMENTS) \
    type name PARAMETERS \
    { \
        int changes = counts(fd); \
        if (changes && fails(NEEDS_ROOM)) \
            return -1; \
        if (changes) \
            note('D', fd); \
        return REAL(name) ARGUMENTS; \
    }
WRITING(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
WRITING(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
WRITING(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
WRITING(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
WRITING(int, ftruncate, (int fd, off_t size), (fd, size))
WRITING(int, ftruncate64, (int fd, off64_t size), (fd, size))

#define SYNCING(name) \
    int name(int fd) \
    { \
        int changes = counts(fd); \
        if (changes && fails(SYNCS)) \
            return -1; \
        int failed = REAL(name)(fd); \
        if (changes && !failed) \
            note('S', fd); \
        return failed; \
    }
SYNCING(fsync)
SYNCING(fdatasync)

#define NAMING(what, name, PARAMETERS, ARGUMENTS, folder, path) \
    int name PARAMETERS \
    { \
        if (counts_at(folder, path) && fails(what)) \
            return -1; \
        return REAL(name) ARGUMENTS; \
    }
NAMING(OTHER, rename, (const char *from, const char *to), (from, to), AT_FDCWD, to)
NAMING(OTHER, renameat, (int one, const char *from, int other, const char *to), (one, from, other, to), other, to)
NAMING(OTHER, renameat2, (int one, const char *from, int other, const char *to, unsigned how), (one, from, other, to, how), other, to)
NAMING(NEEDS_ROOM, link, (const char *from, const char *to), (from, to), AT_FDCWD, to)
NAMING(NEEDS_ROOM, linkat, (int one, const char *from, int other, const char *to, int how), (one, from, other, to, how), other, to)
NAMING(NEEDS_ROOM, symlink, (const char *text, const char *path), (text, path), AT_FDCWD, path)
NAMING(OTHER, unlink, (const char *path), (path), AT_FDCWD, path)
NAMING(OTHER, unlinkat, (int at, const char *path, int how), (at, path, how), at, path)
NAMING(NEEDS_ROOM, mkdir, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)
NAMING(NEEDS_ROOM, mkdirat, (int at, const char *path, mode_t mode), (at, path, mode), at, path)
NAMING(OTHER, rmdir, (const char *path), (path), AT_FDCWD, path)
