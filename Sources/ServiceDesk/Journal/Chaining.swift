import BusinessTime

/// What happened to a record, before it has its place in the journal, with the record as it left it: something later in the
/// same verb may change it again.
struct Happening<Standing> {
    let kind: Entry.Kind
    let at: Instant
    let person: Int64?
    var forPerson: Int64?
    let clause: String?
    let isInternal: Bool
    var body: Entry.Body
    let contents: [Content]
    let standing: Standing
}

/// Something that happened, with its entry.
struct Recorded<Standing> {
    let entry: Entry
    let happening: Happening<Standing>
}

/// Something whose entries are a chain of their own: a ticket, a contract, a quote.
protocol Chained {
    var id: Int64 { get }
    var company: Int64 { get }
    /// With what happened and is not in the journal yet.
    var chainLength: Int { get }
    var chainHead: [UInt8] { get set }
}

extension Ticket: Chained {}
extension Contract: Chained {}
extension Quote: Chained {}

extension Chained {
    /// Gives what happened its place in the journal, after what is there.
    mutating func chain<Standing>(_ happenings: [Happening<Standing>], _ newID: () -> Int64) throws -> [Recorded<Standing>] {
        let first = chainLength - happenings.count
        return try happenings.enumerated().map { index, happening in
            let entry = try Entry(
                id: newID(), company: company, ticket: id, number: first + index + 1, at: happening.at, kind: happening.kind,
                person: happening.person, forPerson: happening.forPerson, clause: happening.clause, isInternal: happening.isInternal,
                body: happening.body, after: chainHead)
            chainHead = entry.hash
            return Recorded(entry: entry, happening: happening)
        }
    }
}

extension DeskTransaction {
    /// Writes the entries and what belongs to them.
    func insert<Standing>(_ recorded: [Recorded<Standing>]) throws {
        try insert(recorded.map(\.entry))
        try insert(recorded.flatMap { item in item.happening.contents.map { (item.entry, $0) } })
    }
}
