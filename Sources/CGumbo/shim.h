#include <gumbo.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

// Gumbo trusts its allocator and frees its tree by recursion: hostile HTML can exhaust memory, time or the stack.
// So a parse gets one arena with a budget of bytes and of processor time. Over budget the arena leaves the parser
// with longjmp (only Gumbo's own frames are skipped, and all they hold lies in the arena), and the tree is never
// freed node by node: the arena goes as a whole.

typedef struct VentanillaBlock { struct VentanillaBlock *next; } VentanillaBlock;

typedef struct {
    VentanillaBlock *blocks;
    char *cursor, *end;
    size_t budget;       // bytes that may still be taken from malloc
    unsigned calls;      // allocations, to look at the clock only sometimes
    int64_t deadline;    // processor time of this thread, nanoseconds
    jmp_buf overrun;
    GumboNode *root;     // the <html> element; NULL until parsed
} VentanillaArena;

static inline int64_t ventanilla_thread_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline void *ventanilla_arena_allocate(void *userdata, size_t size) {
    VentanillaArena *arena = (VentanillaArena *)userdata;
    size = (size + 15) & ~(size_t)15;
    if ((++arena->calls & 1023) == 0 && ventanilla_thread_time() > arena->deadline) longjmp(arena->overrun, 1);
    if (size > (size_t)(arena->end - arena->cursor)) {
        size_t wanted = size + 16 > 262144 ? size + 16 : 262144;
        if (wanted > arena->budget) longjmp(arena->overrun, 1);
        VentanillaBlock *block = (VentanillaBlock *)malloc(wanted);
        if (block == NULL) longjmp(arena->overrun, 1);
        arena->budget -= wanted;
        block->next = arena->blocks;
        arena->blocks = block;
        arena->cursor = (char *)block + 16;
        arena->end = (char *)block + wanted;
    }
    void *taken = arena->cursor;
    arena->cursor += size;
    return taken;
}

static inline void ventanilla_arena_keep(void *userdata, void *pointer) { (void)userdata; (void)pointer; }

static inline void ventanilla_html_free(VentanillaArena *arena) {
    for (VentanillaBlock *block = arena->blocks; block != NULL;) {
        VentanillaBlock *next = block->next;
        free(block);
        block = next;
    }
    free(arena);
}

/// Parses HTML within the budgets; NULL when they do not suffice. Freed with `ventanilla_html_free`.
static inline VentanillaArena *ventanilla_html_parse(const char *html, size_t length, size_t budget, int64_t nanoseconds) {
    VentanillaArena *arena = (VentanillaArena *)calloc(1, sizeof(VentanillaArena));
    if (arena == NULL) return NULL;
    arena->budget = budget;
    arena->deadline = ventanilla_thread_time() + nanoseconds;
    if (setjmp(arena->overrun) != 0) {
        ventanilla_html_free(arena);
        return NULL;
    }
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = ventanilla_arena_allocate;
    options.deallocator = ventanilla_arena_keep;
    options.userdata = arena;
    options.max_errors = 0;
    GumboOutput *output = gumbo_parse_with_options(&options, html, length);
    arena->root = output->root;
    return arena;
}

// The union of a node is opaque to Swift's reader of anonymous members.
static inline GumboVector ventanilla_children(const GumboNode *node) { return node->v.element.children; }
static inline GumboVector ventanilla_attributes(const GumboNode *node) { return node->v.element.attributes; }
static inline const char *ventanilla_text(const GumboNode *node) { return node->v.text.text; }
static inline const char *ventanilla_tag(const GumboNode *node) {
    return node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML ? gumbo_normalized_tagname(node->v.element.tag) : "foreign";
}
