/// Facts, tables and checklists: rows that line up.
extension Flow {
    private static let gap = 14.0

    mutating func setFacts(_ facts: [Block.Fact]) {
        let start = left + width * 0.3
        for fact in facts {
            let label = canvas.set(fact.label, .label, width: width * 0.3 - Self.gap)
            let value = canvas.set(fact.value.isEmpty ? " " : fact.value, .figure, width: right - start)
            // What is to be written by hand needs more room.
            let above = fact.value.isEmpty ? 10 : 3.0
            place(Setting(
                columns: [.init(label, color: .soft, x: left, width: width * 0.3), .init(value, x: start, width: right - start)],
                above: above, below: 3.5, rule: (.hair, 0.5, false)))
        }
        y += 10
    }

    mutating func setTable(_ table: Table) {
        guard !table.columns.isEmpty else { return }
        let places = places(of: table)
        let head = self.head(of: table, places)
        // A head never stands alone at the foot of a page.
        need(head.height + 40)
        draw(head)
        self.head = head
        if table.rows.isEmpty, !table.empty.isEmpty {
            place(Setting(columns: [.init(canvas.set(table.empty, .body, width: width), color: .soft, x: left, width: width)], above: 7, below: 7))
        }
        for (index, row) in table.rows.enumerated() {
            let isLast = index == table.rows.count - 1 || table.rows[index + 1].isTotal
            place(setting(of: row, in: table, places, isLast: isLast))
        }
        self.head = nil
        y += 10
    }

    mutating func setChecklist(_ checks: [Block.Check]) {
        let box = 9.0, saidWidth = 90.0
        for check in checks {
            let text = canvas.set(check.text, .body, width: width - saidWidth - 24)
            let said = canvas.set(check.said, .label, width: saidWidth)
            let row = Setting(
                columns: [
                    .init(text, x: left + 22, width: width - saidWidth - 24),
                    .init(said, color: .soft, x: right - saidWidth, width: saidWidth, isNumber: true),
                ], above: 3, below: 3.5, rule: (.hair, 0.5, false))
            need(row.height)
            drawBox(x: left, y: y + 3 + (Style.body.leading - box) / 2, side: box, isMet: check.isMet)
            place(row)
        }
        y += 10
    }

    /// Empty, ticked, or crossed.
    private func drawBox(x: Double, y: Double, side: Double, isMet: Bool?) {
        canvas.stroke([(x, y), (x + side, y), (x + side, y + side), (x, y + side)], closed: true, width: 0.7, color: .soft)
        switch isMet {
        case true?:
            canvas.stroke([(x + 1.8, y + 4.6), (x + 3.8, y + 6.8), (x + 7.4, y + 2)], width: 1.3, color: accent)
        case false?:
            canvas.stroke([(x + 2.2, y + 2.2), (x + 6.8, y + 6.8)], width: 1.1, color: .ink)
            canvas.stroke([(x + 6.8, y + 2.2), (x + 2.2, y + 6.8)], width: 1.1, color: .ink)
        case nil: break
        }
    }

    // MARK: Tables

    private typealias Place = (x: Double, width: Double)

    private func head(of table: Table, _ places: [Place]) -> Setting {
        let columns = zip(table.columns, places).map { column, place in
            Setting.Column(canvas.set(column.title, .head, width: place.width), color: .soft, x: place.x, width: place.width, isNumber: column.isNumber)
        }
        return Setting(columns: columns, above: 2, below: 3, rule: (.ink, 0.8, false))
    }

    private func setting(of row: Table.Row, in table: Table, _ places: [Place], isLast: Bool) -> Setting {
        let columns = zip(table.columns, places).enumerated().map { index, pair in
            let (column, place) = pair
            let cell = index < row.cells.count ? row.cells[index] : Table.Cell("")
            let style: Style = row.isTotal ? .total : .figure
            var set = Setting.Column(canvas.set(cell.text, style, width: place.width), x: place.x, width: place.width, isNumber: column.isNumber)
            if !cell.detail.isEmpty {
                set.lines += Setting.Column.lines(canvas.set(cell.detail, .small, width: place.width), .soft)
            }
            return set
        }
        // A total has a line of its own above it; the row before needs none.
        let rule: (Color, Double, Bool)? = row.isTotal ? (.ink, 0.8, true) : isLast ? nil : (.hair, 0.5, false)
        return Setting(columns: columns, above: 3, below: 3.5, rule: rule)
    }

    /// Columns that fit get what they need, together no more than two thirds where others share the rest.
    private func places(of table: Table) -> [Place] {
        let room = width - Self.gap * Double(table.columns.count - 1)
        var widths = table.columns.indices.map { index in
            table.columns[index].width == .fitting ? widest(index, of: table) : 0
        }
        let shares = table.columns.map(\.share)
        let shared = shares.reduce(0, +), fitting = widths.reduce(0, +)
        let most = shared > 0 ? room * 0.66 : room
        if fitting > most || shared == 0 { widths = widths.map { $0 * (shared > 0 ? most : room) / max(fitting, 1) } }
        let rest = room - widths.reduce(0, +)
        var x = left
        return widths.indices.map { index in
            let width = shared > 0 && shares[index] > 0 ? rest * shares[index] / shared : widths[index]
            defer { x += width + Self.gap }
            return (x, width)
        }
    }

    /// Of the longest texts of a column, and of no more than a few hundred: a longer one still finds its place on two lines.
    private func widest(_ index: Int, of table: Table) -> Double {
        let cells = table.rows.lazy.filter { index < $0.cells.count }.map { $0.cells[index] }
        let all = longest(of: cells.map(\.text)).map { canvas.set($0, .total) }
            + longest(of: cells.map(\.detail)).map { canvas.set($0, .small) } + [canvas.set(table.columns[index].title, .head)]
        return max((all.flatMap(\.widths).max() ?? 0) + 1, 42)
    }

    /// Different texts that are as long as the longest, or nearly: letters are of many widths.
    private func longest(of texts: some Sequence<String>) -> [String] {
        let most = texts.reduce(0) { max($0, $1.utf8.count) }
        guard most > 0 else { return [] }
        var found: Set<String> = []
        for text in texts where text.utf8.count + 3 >= most {
            found.insert(String(text.prefix(200)))
            if found.count == 300 { break }
        }
        return Array(found)
    }
}

extension Table.Column {
    /// 0 for a column that takes what it needs.
    fileprivate var share: Double {
        switch width {
        case .share(let share): max(share, 0.01)
        case .fitting: 0
        }
    }
}
