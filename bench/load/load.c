/* A closed-loop HTTP/1.1 load generator: one thread, epoll, keep-alive.
 *
 *   load PORT CONNECTIONS SECONDS BODY_FILE PATH [HEADER ...]
 *
 * Each connection sends the request, waits for the whole answer, and sends the next one. Every run of sixteen '@' in
 * the body becomes a number that is never sent twice, so that each request carries events of its own. The body is JSON
 * unless a header says otherwise. One second of
 * warming up is not counted. Prints one line of JSON: all answers, those counted, answers per second, percentiles of the time
 * from the first byte out to the last byte in (microseconds), answers that were not 2xx, and connections lost.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MARK = 16, HEAD_MAX = 16384, WARM_UP_S = 1, EVENTS = 256 };

struct connection {
    int fd;
    char head[HEAD_MAX]; /* the answer up to the end of its headers */
    size_t head_length;
    long body_left; /* -1 while the headers are read */
    int status;
    uint64_t sent_at;
    char *request; /* its own copy: the marks differ */
};

static int port, poller;
static char *request;
static size_t request_length, *marks, mark_count;
static uint64_t next_number, counted_from, ends_at;
static uint32_t *latencies;
static size_t counted, capacity, all_answers, refused, lost;

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void dial(struct connection *c) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(c->fd, (struct sockaddr *)&address, sizeof address)) fail("connect");
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &wanted);
}

static void send_request(struct connection *c) {
    for (size_t i = 0; i < mark_count; i++) {
        char number[MARK + 1];
        snprintf(number, sizeof number, "%016llx", (unsigned long long)next_number++);
        memcpy(c->request + marks[i], number, MARK);
    }
    c->head_length = 0;
    c->body_left = -1;
    c->sent_at = now_ns();
    for (size_t written = 0; written < request_length;) {
        ssize_t n = write(c->fd, c->request + written, request_length - written);
        if (n <= 0) fail("write");
        written += (size_t)n;
    }
}

static void answered(struct connection *c) {
    uint64_t at = now_ns();
    all_answers++;
    if (c->status < 200 || c->status > 299) refused++;
    if (at >= counted_from && at <= ends_at) {
        if (counted == capacity) latencies = realloc(latencies, (capacity *= 2) * sizeof *latencies);
        latencies[counted++] = (uint32_t)((at - c->sent_at) / 1000);
    }
    if (at < ends_at) send_request(c);
}

/* One request is out at a time, so what arrives belongs to one answer. */
static void received(struct connection *c, const char *bytes, size_t length) {
    if (c->body_left < 0) {
        if (c->head_length + length >= HEAD_MAX) length = HEAD_MAX - 1 - c->head_length;
        memcpy(c->head + c->head_length, bytes, length);
        c->head_length += length;
        c->head[c->head_length] = 0;
        char *end = strstr(c->head, "\r\n\r\n");
        if (!end) return;
        char *field = strcasestr(c->head, "\r\ncontent-length:");
        c->status = atoi(c->head + 9);
        c->body_left = field && field < end ? atol(field + 17) : 0;
        length = c->head_length - (size_t)(end + 4 - c->head);
    }
    c->body_left -= (long)length;
    if (c->body_left <= 0) answered(c);
}

static void redial(struct connection *c) {
    lost++;
    close(c->fd);
    if (now_ns() < ends_at) {
        dial(c);
        send_request(c);
    }
}

static char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    char *content = malloc(*length + 1);
    if (fread(content, 1, *length, file) != *length) fail(path);
    content[*length] = 0;
    return content;
}

static void build_request(char **arguments, int count) {
    size_t body_length;
    char *body = read_file(arguments[4], &body_length);
    request = malloc(body_length + HEAD_MAX);
    int head = sprintf(request, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n", arguments[5], port);
    const char *content_type = "Content-Type: application/json";
    for (int i = 6; i < count; i++) {
        if (!strncasecmp(arguments[i], "Content-Type:", 13)) content_type = "";
        head += sprintf(request + head, "%s\r\n", arguments[i]);
    }
    if (*content_type) head += sprintf(request + head, "%s\r\n", content_type);
    head += sprintf(request + head, "Content-Length: %zu\r\n\r\n", body_length);
    memcpy(request + head, body, body_length);
    request_length = (size_t)head + body_length;
    marks = malloc((body_length / MARK + 1) * sizeof *marks);
    for (char *at = request + head; (at = memmem(at, (size_t)(request + request_length - at), "@@@@@@@@@@@@@@@@", MARK)); at += MARK)
        marks[mark_count++] = (size_t)(at - request);
    free(body);
}

static int ascending(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static uint32_t percentile(double share) {
    return counted ? latencies[(size_t)((double)(counted - 1) * share)] : 0;
}

int main(int count, char **arguments) {
    if (count < 6) return fprintf(stderr, "load PORT CONNECTIONS SECONDS BODY_FILE PATH [HEADER ...]\n"), 2;
    port = atoi(arguments[1]);
    int connections = atoi(arguments[2]);
    double seconds = atof(arguments[3]);
    build_request(arguments, count);
    poller = epoll_create1(0);
    latencies = malloc((capacity = 1 << 16) * sizeof *latencies);
    next_number = (uint64_t)time(NULL) << 32;
    uint64_t began = now_ns();
    counted_from = began + WARM_UP_S * 1000000000ull;
    ends_at = counted_from + (uint64_t)(seconds * 1e9);
    struct connection *all = calloc((size_t)connections, sizeof *all);
    for (int i = 0; i < connections; i++) {
        all[i].request = malloc(request_length);
        memcpy(all[i].request, request, request_length);
        dial(&all[i]);
        send_request(&all[i]);
    }
    static char buffer[1 << 18];
    struct epoll_event ready[EVENTS];
    while (now_ns() < ends_at) {
        int n = epoll_wait(poller, ready, EVENTS, 100);
        for (int i = 0; i < n; i++) {
            struct connection *c = ready[i].data.ptr;
            ssize_t got = read(c->fd, buffer, sizeof buffer);
            if (got > 0) received(c, buffer, (size_t)got);
            else redial(c);
        }
    }
    qsort(latencies, counted, sizeof *latencies, ascending);
    printf("{\"all_answers\":%zu,\"answers\":%zu,\"per_s\":%.1f,\"p50_us\":%u,\"p99_us\":%u,\"not_2xx\":%zu,\"lost\":%zu}\n", all_answers, counted,
           (double)counted / seconds, percentile(0.5), percentile(0.99), refused, lost);
    return 0;
}
