extension Document {
    /// Every text of the paper as it was given, in order, but for the foot's page numbers: what a signature of it covers.
    ///
    /// Each block begins with its name and how much it holds, so that no other document gives the same list.
    package var texts: [String] {
        [letterhead.name, "\(letterhead.lines.count)"] + letterhead.lines + [kind, title, reference] + blocks.flatMap(\.texts)
    }
}

extension Block {
    fileprivate var texts: [String] {
        switch self {
        case .lead(let text): ["lead", text]
        case .heading(let text): ["heading", text]
        case .paragraph(let text): ["paragraph", text]
        case .note(let text): ["note", text]
        case .facts(let facts): ["facts \(facts.count)"] + facts.flatMap { [$0.label, $0.value] }
        case .table(let table): ["table \(table.columns.count) \(table.rows.count)"] + table.texts
        case .checklist(let checks): ["checklist \(checks.count)"] + checks.flatMap { [$0.text, $0.isMet.map { $0 ? "yes" : "no" } ?? "", $0.said] }
        case .signatures(let signatures): ["signatures \(signatures.count)"] + signatures.flatMap { [$0.role, $0.name] }
        case .proof(let proof): ["proof", proof.title, proof.text, proof.address] + [proof.seal?.rim, proof.seal?.center].map { $0 ?? "" }
        }
    }
}

extension Table {
    fileprivate var texts: [String] {
        columns.map(\.title) + [empty] + rows.flatMap { row in
            ["\(row.isTotal ? "total" : "row") \(row.cells.count)"] + row.cells.flatMap { [$0.text, $0.detail] }
        }
    }
}
