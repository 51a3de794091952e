/* The cells of well-formed delimited text: where they are, one number for each text, and Arrow columns of them.
 *
 * Called by cell_scan.py, which says what each function gives; nothing here knows Python. Everything is strict: text
 * that is in any way unusual is refused as a whole and left to the readers that can mend. Nothing is read outside the
 * bytes given, whatever they hold; columns are made for rows that tracer_split has accepted only.
 *
 * The hash is of the family of wyhash (public domain, Wang Yi): 64 x 64 bits multiplied to 128, upper and lower half
 * added without carry. Equal texts have equal hashes on every machine this is built for; zero stands for no text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Written for little-endian processors; elsewhere Tracer goes without."
#endif
#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(_WIN32)
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif
#define INLINE static inline __attribute__((always_inline))

enum { REFUSED = -1, NO_MEMORY = -2 };
enum { AT_ONCE = 64, INLINED = 12, SHORT = 16 };

/* ---------------------------------------------------------------- hashes */

INLINE uint64_t eight(const uint8_t *at) {
    uint64_t bytes;
    memcpy(&bytes, at, 8);
    return bytes;
}

INLINE uint64_t mixed(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static const uint64_t FIRST = 0xa0761d6478bd642fULL, SECOND = 0xe7037ed1a0b428dbULL;

/* The first 16 bytes of a text, zeros after its end; `end` is where the bytes end that may be read. */
INLINE void first_bytes(const uint8_t *text, int64_t length, const uint8_t *end, uint64_t *low, uint64_t *high) {
    if (end - text >= SHORT) {
        *low = eight(text);
        *high = eight(text + 8);
        if (length < 8) {
            *low &= ~(~0ULL << (8 * length));
            *high = 0;
        } else if (length < SHORT) {
            *high &= ~(~0ULL << (8 * (length - 8)));
        }
    } else {
        uint8_t padded[SHORT] = {0};
        memcpy(padded, text, (size_t)length);
        *low = eight(padded);
        *high = eight(padded + 8);
    }
}

INLINE uint64_t finished(uint64_t hash) {
    hash = mixed(hash ^ SECOND, FIRST);
    return hash ? hash : 1;
}

INLINE uint64_t hash_of_short(uint64_t low, uint64_t high, int64_t length) {
    return finished(mixed(low ^ FIRST, high ^ SECOND ^ (uint64_t)length));
}

INLINE uint64_t hash_of_long(const uint8_t *text, int64_t length) {
    const uint8_t *last = text + length - SHORT;
    uint64_t hash = (uint64_t)length;
    for (; text < last; text += SHORT) hash = mixed(eight(text) ^ FIRST ^ hash, eight(text + 8) ^ SECOND);
    return finished(mixed(eight(last) ^ FIRST ^ hash, eight(last + 8) ^ SECOND));
}

INLINE uint64_t hash_of(const uint8_t *text, int64_t length, const uint8_t *end) {
    uint64_t low, high;
    if (length > SHORT) return hash_of_long(text, length);
    first_bytes(text, length, end, &low, &high);
    return hash_of_short(low, high, length);
}

/* ---------------------------------------------------------------- cells */

typedef struct {
    const uint8_t *text;
    int64_t length;
} Cell;

/* One bit for each of 64 bytes: whether it is a delimiter, a quote or part of a line end. */
INLINE uint64_t marks_in(const uint8_t *at, uint8_t delimiter, uint8_t quote) {
    uint64_t marks = 0;
#if defined(__SSE2__)
    const __m128i d = _mm_set1_epi8((char)delimiter), q = _mm_set1_epi8((char)quote);
    const __m128i f = _mm_set1_epi8('\n'), r = _mm_set1_epi8('\r');
    for (int part = 0; part < 4; part++) {
        __m128i b = _mm_loadu_si128((const __m128i *)(at + 16 * part));
        __m128i one = _mm_or_si128(_mm_cmpeq_epi8(b, d), _mm_cmpeq_epi8(b, q));
        __m128i two = _mm_or_si128(_mm_cmpeq_epi8(b, f), _mm_cmpeq_epi8(b, r));
        marks |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_or_si128(one, two)) << (16 * part);
    }
#elif defined(__aarch64__)
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t d = vdupq_n_u8(delimiter), q = vdupq_n_u8(quote), f = vdupq_n_u8('\n'), r = vdupq_n_u8('\r');
    const uint8x16_t weight = vld1q_u8(weights);
    for (int part = 0; part < 4; part++) {
        uint8x16_t b = vld1q_u8(at + 16 * part);
        uint8x16_t any = vorrq_u8(vorrq_u8(vceqq_u8(b, d), vceqq_u8(b, q)), vorrq_u8(vceqq_u8(b, f), vceqq_u8(b, r)));
        uint8x16_t bits = vandq_u8(any, weight);
        uint64_t both = (uint64_t)vaddv_u8(vget_low_u8(bits)) | (uint64_t)vaddv_u8(vget_high_u8(bits)) << 8;
        marks |= both << (16 * part);
    }
#else
    for (int place = 0; place < AT_ONCE; place++) {
        uint8_t b = at[place];
        marks |= (uint64_t)(b == delimiter || b == quote || b == '\n' || b == '\r') << place;
    }
#endif
    return marks;
}

/* What is done with the cells that were found: one of the two below. */
typedef struct {
    int64_t capacity;      /* rows there is room for */
    uint64_t *hashes;      /* column by column, `capacity` each; or NULL */
    uint32_t *starts;      /* where each row begins, and where the last one ends */
    int32_t header_column; /* a column in which a certain text is refused, or -1 */
    Cell header;
} Splitting;

typedef struct {
    uint8_t *views;
    uint8_t *heap;
    int64_t used, room;
} Texts;

typedef struct {
    const int32_t *wanted; /* of each column: its place among `columns`, or -1 */
    Texts *columns;
    int64_t row;
} Picking;

/* Keeps a text as one of Arrow's string views: up to 12 bytes in place, longer ones in the heap. `low`, `high`: its
 * first bytes, where it is short. */
INLINE int keep_text(Texts *texts, int64_t row, Cell cell, uint64_t low, uint64_t high) {
    uint8_t *view = texts->views + 16 * row;
    uint32_t length = (uint32_t)cell.length;
    if (length <= INLINED) {
        uint64_t first = length | low << 32, second = low >> 32 | high << 32;
        memcpy(view, &first, 8);
        memcpy(view + 8, &second, 8);
        return 0;
    }
    if (texts->used + cell.length > texts->room) {
        int64_t room = 2 * texts->room + cell.length + 4096;
        uint8_t *heap = room > INT32_MAX ? NULL : realloc(texts->heap, (size_t)room);
        if (!heap) return NO_MEMORY;
        texts->heap = heap;
        texts->room = room;
    }
    int32_t place[2] = {0, (int32_t)texts->used};
    memcpy(texts->heap + texts->used, cell.text, length);
    texts->used += length;
    memcpy(view, &length, 4);
    memcpy(view + 4, cell.text, 4);
    memcpy(view + 8, place, 8);
    return 0;
}

/* Walks the records from `from` to `to` and hands each cell on. Returns how many, REFUSED or NO_MEMORY. */
INLINE int64_t walk(const uint8_t *data, int64_t size, int64_t from, int64_t to, int delimiter, int quote,
                    int32_t width, Splitting *splitting, Picking *picking) {
    const uint8_t *end = data + size;
    const uint8_t cut = (uint8_t)delimiter, around = quote < 0 ? (uint8_t)'\n' : (uint8_t)quote;
    int64_t start = from, closed = -1, row = 0;
    int32_t column = 0;
    int within = 0;
    for (int64_t base = from; base < to; base += AT_ONCE) {
        uint64_t marks;
        if (size - base >= AT_ONCE) {
            marks = marks_in(data + base, cut, around);
        } else {
            uint8_t padded[AT_ONCE] = {0};
            memcpy(padded, data + base, (size_t)(size - base));
            marks = marks_in(padded, cut, around);
            marks &= ~(~0ULL << (size - base)); /* a delimiter may be the zero byte that fills up */
        }
        if (to - base < AT_ONCE) marks &= ~(~0ULL << (to - base));
        for (; marks; marks &= marks - 1) {
            int64_t at = base + __builtin_ctzll(marks);
            uint8_t mark = data[at];
            if (quote >= 0 && mark == around) {
                if (within) {
                    if (at + 1 < size && data[at + 1] == around) return REFUSED; /* doubled */
                    within = 0;
                    closed = at;
                } else {
                    if (at != start || closed >= 0) return REFUSED;
                    within = 1;
                }
                continue;
            }
            if (within) {
                if (mark == cut) continue;
                return REFUSED; /* a line end in a cell */
            }
            if (mark == '\r') {
                if (mark == cut || at + 1 >= to || data[at + 1] != '\n') return REFUSED;
                continue;
            }
            int64_t stop = at;
            if (mark == '\n') {
                if (column != width - 1) return REFUSED;
                if (stop > start && data[stop - 1] == '\r') stop--;
            } else if (column >= width - 1) {
                return REFUSED;
            }
            Cell cell = {data + start, stop - start};
            if (closed >= 0) {
                if (closed + 1 != stop) return REFUSED;
                cell.text++;
                cell.length = closed - start - 1;
                closed = -1;
            }
            uint64_t low = 0, high = 0;
            if (cell.length <= SHORT) first_bytes(cell.text, cell.length, end, &low, &high);
            if (splitting) {
                if (row >= splitting->capacity) return REFUSED;
                if (splitting->hashes)
                    splitting->hashes[column * splitting->capacity + row] =
                        cell.length <= SHORT ? hash_of_short(low, high, cell.length)
                                             : hash_of_long(cell.text, cell.length);
                if (column == splitting->header_column && cell.length == splitting->header.length &&
                    !memcmp(cell.text, splitting->header.text, (size_t)cell.length))
                    return REFUSED;
            }
            if (picking && picking->wanted[column] >= 0 &&
                keep_text(picking->columns + picking->wanted[column], picking->row, cell, low, high))
                return NO_MEMORY;
            start = at + 1;
            if (mark == '\n') {
                column = 0;
                row++;
                if (splitting) splitting->starts[row] = (uint32_t)start;
                if (picking) picking->row++;
            } else {
                column++;
            }
        }
    }
    return within || closed >= 0 || start != to || column ? REFUSED : row;
}

/* Raised with every change of what is called from outside: a library of another make is left alone. */
PUBLIC int64_t tracer_contract(void) { return 1; }

PUBLIC int64_t tracer_count(const uint8_t *data, int64_t size, int sign) {
    int64_t found = 0;
    for (int64_t base = 0; base < size;) {
        int64_t stop = size - base < 255 * 64 ? size : base + 255 * 64;
        uint32_t some = 0;
        for (; base < stop; base++) some += data[base] == (uint8_t)sign;
        found += some;
    }
    return found;
}

/* ---------------------------------------------------------------- hashes that are known */

PUBLIC int64_t tracer_tally(const uint64_t *hashes, int64_t count, const uint64_t *keys, int64_t *counts, uint64_t mask,
                            uint32_t *missed) {
    int64_t misses = 0;
    for (int64_t at = 0; at < count; at++) {
        uint64_t hash = hashes[at], place = (hash >> 32) & mask;
        while (keys[place] != hash && keys[place]) place = (place + 1) & mask;
        if (keys[place])
            counts[place]++;
        else
            missed[misses++] = (uint32_t)at;
    }
    return misses;
}

PUBLIC void tracer_learn(const uint64_t *hashes, int64_t count, uint64_t *keys, uint64_t mask, int64_t *places) {
    for (int64_t at = 0; at < count; at++) {
        uint64_t hash = hashes[at], place = (hash >> 32) & mask;
        while (keys[place] != hash && keys[place]) place = (place + 1) & mask;
        keys[place] = hash;
        places[at] = (int64_t)place;
    }
}

/* ---------------------------------------------------------------- Arrow's C data interface */

struct ArrowSchema {
    const char *format, *name, *metadata;
    int64_t flags, n_children;
    struct ArrowSchema **children, *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct ArrowArray **children, *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

/* The views of several columns, in memory that is given back with the last of them. */
typedef struct {
    uint8_t *views;
    int32_t left;
} Views;

typedef struct {
    const void *buffers[4]; /* validity, views, heap, how long the heap is */
    int64_t heap_size;
    Views *views;
} Column;

static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; }

static void release_column(struct ArrowArray *array) {
    Column *column = array->private_data;
    if (!__atomic_sub_fetch(&column->views->left, 1, __ATOMIC_ACQ_REL)) {
        free(column->views->views);
        free(column->views);
    }
    free((void *)column->buffers[2]);
    free(column);
    array->release = NULL;
}

PUBLIC void tracer_release(struct ArrowArray *array) {
    if (array->release) array->release(array);
}

static void hand_over(Column *column, Texts *texts, int64_t rows, struct ArrowSchema *schema,
                      struct ArrowArray *array) {
    column->heap_size = texts->used;
    column->buffers[1] = texts->views;
    column->buffers[2] = texts->heap;
    column->buffers[3] = &column->heap_size;
    memset(schema, 0, sizeof *schema);
    schema->format = "vu";
    schema->name = "";
    schema->release = release_schema;
    memset(array, 0, sizeof *array);
    array->length = rows;
    array->n_buffers = 4;
    array->buffers = column->buffers;
    array->release = release_column;
    array->private_data = column;
}

/* What is to be made of cells as columns, before and after the walk. */
typedef struct {
    Picking picking;
    Texts *texts;
    Column **made;
    Views *views;
    int32_t columns;
} Making;

static int64_t end_making(Making *making, int64_t problem, int64_t rows, struct ArrowSchema *schemas,
                          struct ArrowArray *arrays) {
    for (int32_t at = 0; at < making->columns; at++) {
        if (!problem) {
            hand_over(making->made[at], making->texts + at, rows, schemas + at, arrays + at);
            continue;
        }
        if (making->texts) free(making->texts[at].heap);
        if (making->made) free(making->made[at]);
    }
    if (problem && making->views) {
        free(making->views->views);
        free(making->views);
    }
    free(making->texts);
    free(making->made);
    return problem;
}

static int64_t begin_making(Making *making, const int32_t *wanted, int32_t columns, int64_t rows) {
    memset(making, 0, sizeof *making);
    making->columns = columns;
    making->texts = calloc((size_t)columns + 1, sizeof(Texts));
    making->made = calloc((size_t)columns + 1, sizeof(Column *));
    making->picking = (Picking){wanted, making->texts, 0};
    if (!columns) return making->texts && making->made ? 0 : NO_MEMORY;
    making->views = calloc(1, sizeof(Views));
    if (!making->texts || !making->made || !making->views) return NO_MEMORY;
    making->views->left = columns;
    making->views->views = malloc((size_t)columns * (size_t)(rows + 1) * 16);
    if (!making->views->views) return NO_MEMORY;
    for (int32_t at = 0; at < columns; at++) {
        making->made[at] = calloc(1, sizeof(Column));
        making->texts[at].heap = malloc(16);
        if (!making->made[at] || !making->texts[at].heap) return NO_MEMORY;
        making->made[at]->views = making->views;
        making->texts[at].views = making->views->views + 16 * (rows + 1) * at;
        making->texts[at].room = 16;
    }
    return 0;
}

PUBLIC int64_t tracer_split(const uint8_t *data, int64_t size, int delimiter, int quote, int32_t width,
                            int32_t header_column, const uint8_t *header, int64_t header_length, int64_t capacity,
                            uint64_t *hashes, uint32_t *starts, const int32_t *wanted, int32_t columns,
                            struct ArrowSchema *schemas, struct ArrowArray *arrays) {
    Splitting splitting = {capacity, hashes, starts, header_column, {header, header_length}};
    Making making;
    int64_t rows;
    if (size <= 0 || size > INT32_MAX || data[size - 1] != '\n') return REFUSED;
    starts[0] = 0;
    if (quote >= 0 && !memchr(data, quote, (size_t)size)) quote = -1;
    if (!columns) /* the same four times, each with less to look at */
        return quote < 0 ? walk(data, size, 0, size, delimiter, -1, width, &splitting, NULL)
                         : walk(data, size, 0, size, delimiter, quote, width, &splitting, NULL);
    rows = begin_making(&making, wanted, columns, capacity);
    if (!rows)
        rows = quote < 0 ? walk(data, size, 0, size, delimiter, -1, width, &splitting, &making.picking)
                         : walk(data, size, 0, size, delimiter, quote, width, &splitting, &making.picking);
    end_making(&making, rows < 0 ? rows : 0, rows, schemas, arrays);
    return rows;
}

PUBLIC int64_t tracer_texts(const uint8_t *data, int64_t size, int delimiter, int quote, int32_t width,
                            const uint32_t *starts, const uint32_t *rows, int64_t count, const int32_t *wanted,
                            int32_t columns, struct ArrowSchema *schemas, struct ArrowArray *arrays) {
    Making making;
    int64_t problem = begin_making(&making, wanted, columns, count);
    if (!problem && !rows) {
        int64_t found = walk(data, size, 0, starts[count], delimiter, quote, width, NULL, &making.picking);
        if (found != count) problem = found < 0 ? found : REFUSED;
    }
    for (int64_t at = 0; !problem && rows && at < count; at++) {
        int64_t from = starts[rows[at]], to = starts[rows[at] + 1];
        int64_t found = walk(data, size, from, to, delimiter, quote, width, NULL, &making.picking);
        if (found != 1) problem = found < 0 ? found : REFUSED;
    }
    return end_making(&making, problem, count, schemas, arrays);
}

/* The hashes of the texts of one chunk: string views, or texts one after the other with offsets of 32 or 64 bits. */
static int hash_chunk(const struct ArrowArray *array, const char *format, uint64_t *hashes) {
    int64_t first = array->offset, count = array->length;
    if (array->null_count > 0) return REFUSED;
    if (!strcmp(format, "vu")) {
        const uint8_t *views = array->buffers[1];
        for (int64_t at = 0; at < count; at++) {
            const uint8_t *view = views + 16 * (first + at);
            int32_t length, place[2];
            memcpy(&length, view, 4);
            memcpy(place, view + 8, 8);
            if (length <= INLINED) { /* zeros stand after its end, as in a view of Arrow they must */
                uint64_t one = eight(view), two = eight(view + 8);
                hashes[at] = hash_of_short(one >> 32 | two << 32, two >> 32, length);
            } else {
                const uint8_t *text = (const uint8_t *)array->buffers[2 + place[0]] + place[1];
                hashes[at] = hash_of(text, length, text + length);
            }
        }
        return 0;
    }
    int wide = !strcmp(format, "U");
    if (!wide && strcmp(format, "u")) return REFUSED;
    const uint8_t *data = array->buffers[2];
    for (int64_t at = first; at < first + count; at++) {
        int64_t from = wide ? ((const int64_t *)array->buffers[1])[at] : ((const int32_t *)array->buffers[1])[at];
        int64_t to = wide ? ((const int64_t *)array->buffers[1])[at + 1] : ((const int32_t *)array->buffers[1])[at + 1];
        hashes[at - first] = hash_of(data + from, to - from, data + to);
    }
    return 0;
}

PUBLIC int64_t tracer_hash(struct ArrowArrayStream *stream, uint64_t *hashes, int64_t count) {
    struct ArrowSchema schema = {0};
    int64_t done = 0, problem = 0;
    if (stream->get_schema(stream, &schema)) return REFUSED;
    while (!problem) {
        struct ArrowArray array = {0};
        if (stream->get_next(stream, &array)) {
            problem = REFUSED;
            break;
        }
        if (!array.release) break;
        problem = array.length > count - done ? REFUSED : hash_chunk(&array, schema.format, hashes + done);
        done += array.length;
        array.release(&array);
    }
    if (schema.release) schema.release(&schema);
    return problem ? problem : done;
}
