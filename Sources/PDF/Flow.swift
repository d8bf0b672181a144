/// Puts a document on pages from top to bottom. On a canvas that only counts it does the same, and draws nothing.
struct Flow {
    let document: Document
    let canvas: Canvas
    /// How many pages there are; 0 while they are counted.
    let pages: Int
    private(set) var page = 0
    var y = 0.0
    /// The head of the table that is being set: drawn again on each new page.
    var head: Setting?

    static let side = 62.0
    private static let top = 54.0, foot = 56.0

    init(_ document: Document, on canvas: Canvas, pages: Int) {
        (self.document, self.canvas, self.pages) = (document, canvas, pages)
    }

    var left: Double { Self.side }
    var right: Double { document.size.width - Self.side }
    var width: Double { right - left }
    var bottom: Double { document.size.height - Self.foot }
    var accent: Color { document.letterhead.color.legible() }

    mutating func run() {
        beginPage()
        setTitle()
        for (index, block) in document.blocks.enumerated() {
            // A heading never ends a page: room for two rows stays with it.
            if case .heading(let text) = block { setHeading(text, isFirst: index == 0) } else { set(block) }
        }
        setFoot()
    }

    private mutating func set(_ block: Block) {
        switch block {
        case .lead(let text): setText(text, .lead, after: 18)
        case .heading(let text): setHeading(text, isFirst: false)
        case .paragraph(let text): setText(text, .body, after: 7)
        case .note(let text): setText(text, .small, color: .soft, after: 5)
        case .facts(let facts): setFacts(facts)
        case .table(let table): setTable(table)
        case .checklist(let checks): setChecklist(checks)
        case .signatures(let signatures): setSignatures(signatures)
        case .proof(let proof): setProof(proof)
        }
    }
}

// MARK: Pages

extension Flow {
    /// Turns the page when less than `height` is left of it.
    mutating func need(_ height: Double) {
        if y + height > bottom { beginPage() }
    }

    private mutating func beginPage() {
        if page > 0 {
            setFoot()
            canvas.turnPage()
        }
        page += 1
        y = Self.top
        if page == 1 { setLetterhead() } else { setRunningHead() }
        if let head { draw(head) }
    }

    /// Comes last on its page, also for whoever listens to the file.
    private func setFoot() {
        let top = document.size.height - 42
        write(document.reference, .foot, x: left, width: width * 0.75, top: top, color: .soft)
        write("\(document.pageWords.page) \(page) \(document.pageWords.of) \(pages)", .foot, x: left, width: width, top: top, color: .soft, atRight: true)
    }

    private mutating func setRunningHead() {
        write(document.letterhead.name, .foot, x: left, width: width * 0.5, top: y - 10, color: accent)
        write(document.kind, .foot, x: right - width * 0.45, width: width * 0.45, top: y - 10, color: .soft, atRight: true)
        y += 22
    }

    private mutating func setLetterhead() {
        let letterhead = document.letterhead
        canvas.fill(x: left, y: 0, width: 34, height: 5, color: letterhead.color)
        if let picture = letterhead.logo.flatMap({ Picture(png: $0) }) {
            canvas.draw(picture, x: left, y: y - 6, width: 170, height: 46)
        } else {
            write(letterhead.name, .name, x: left, width: width * 0.5, top: y - 3, color: accent, lines: 2)
        }
        // The first line stands as high as the name.
        var top = y - 3 + Style.name.baseline - Style.small.baseline
        for line in letterhead.lines.prefix(6) {
            write(line, .small, x: left + width * 0.55, width: width * 0.45, top: top, color: .soft, atRight: true)
            top += Style.small.leading
        }
        y = max(y + 56, top + 28)
    }

    private mutating func setTitle() {
        if !document.kind.isEmpty { setText(document.kind, .heading, color: accent, after: 1) }
        if !document.title.isEmpty { setText(document.title, .title, after: 10) }
    }

    /// A text that takes no room of the flow, cut to its first lines.
    func write(
        _ text: String, _ style: Style, x: Double, width: Double, top: Double, color: Color, atRight: Bool = false, lines: Int = 1
    ) {
        let set = canvas.set(text, style, width: width)
        for line in 0..<min(lines, set.count) {
            let start = atRight ? x + width - set.widths[line] : x
            canvas.draw(line, of: set, x: start, top: top + Double(line) * style.leading, color: color)
        }
    }
}

// MARK: Rows

/// Texts side by side, set and waiting for their place.
struct Setting {
    struct Line {
        let text: SetText
        let index: Int
        let color: Color
        var leading: Double { text.style.leading }
    }

    struct Column {
        var lines: [Line]
        let x, width: Double
        var isNumber = false
        var height: Double { lines.reduce(0) { $0 + $1.leading } }
    }

    var columns: [Column]
    var above = 0.0, below = 0.0
    /// Under it, or over it for a total.
    var rule: (color: Color, width: Double, isAbove: Bool)?

    var height: Double { above + below + (columns.map(\.height).max() ?? 0) }
}

extension Setting.Column {
    init(_ text: SetText, color: Color = .ink, x: Double, width: Double, isNumber: Bool = false) {
        self.init(lines: Self.lines(text, color), x: x, width: width, isNumber: isNumber)
    }

    static func lines(_ text: SetText, _ color: Color) -> [Setting.Line] {
        (0..<text.count).map { Setting.Line(text: text, index: $0, color: color) }
    }
}

extension Flow {
    /// Gives a row its place: whole on this page, or whole on the next. What no page can hold is continued.
    mutating func place(_ row: Setting, mayBreak: Bool = false) {
        if y + row.height <= bottom { return draw(row) }
        let roomOfPage = bottom - Self.top - 22 - (head?.height ?? 0)
        if row.height <= roomOfPage, !mayBreak {
            beginPage()
            return draw(row)
        }
        var rest = row
        // Two lines at least stay together at the foot of a page.
        let first = rest.columns.flatMap { $0.lines.prefix(2) }.map(\.leading).max() ?? 0
        if y + row.above + 2 * first > bottom { beginPage() }
        while rest.columns.contains(where: { !$0.lines.isEmpty }) {
            var part = rest
            for index in rest.columns.indices {
                var room = bottom - y - row.above - row.below
                let fitting = rest.columns[index].lines.prefix { room -= $0.leading; return room >= 0 }.count
                // A page that holds nothing else holds at least a line.
                part.columns[index].lines = Array(rest.columns[index].lines.prefix(max(fitting, 1)))
                rest.columns[index].lines.removeFirst(part.columns[index].lines.count)
            }
            draw(part)
            if rest.columns.contains(where: { !$0.lines.isEmpty }) { beginPage() }
        }
    }

    mutating func draw(_ row: Setting) {
        let height = row.height
        if let rule = row.rule {
            canvas.fill(x: left, y: y + (rule.isAbove ? 0 : height - rule.width), width: width, height: rule.width, color: rule.color)
        }
        for column in row.columns {
            var top = y + row.above
            for line in column.lines {
                let x = column.isNumber ? column.x + column.width - line.text.widths[line.index] : column.x
                canvas.draw(line.index, of: line.text, x: x, top: top, color: line.color)
                top += line.leading
            }
        }
        y += height
    }

    mutating func setText(_ text: String, _ style: Style, color: Color = .ink, after: Double) {
        guard !text.isEmpty else { return }
        let set = canvas.set(text, style, width: width)
        place(Setting(columns: [.init(set, color: color, x: left, width: width)], below: after), mayBreak: true)
    }

    mutating func setHeading(_ text: String, isFirst: Bool) {
        guard !text.isEmpty else { return }
        let set = canvas.set(text, .heading, width: width)
        need(set.height + 60)
        place(Setting(columns: [.init(set, x: left, width: width)], above: isFirst ? 4 : 14, below: 4), mayBreak: true)
    }
}
