import BusinessTime
import Crypto
import Storage
import SupportPolicy

/// What verifying found.
package struct VerificationReport: Sendable {
    package var tickets = 0
    package var contracts = 0
    package var quotes = 0
    package var entries = 0
    package var seals = 0
    package var contents = 0
    /// The first things that do not fit, in words; empty when everything does.
    package var problems: [String] = []

    package var isSound: Bool { problems.isEmpty }

    /// More would not help to find the first.
    private static let mostProblems = 20

    mutating func note(_ problem: String) {
        if problems.count < Self.mostProblems { problems.append(problem) }
    }
}

extension Desk {
    /// Replays every journal: checks each chain, rebuilds each ticket, contract and quote from its entries and compares it
    /// with its rows, reckons again every deadline that runs, compares texts and files with the digests in the entries, and the
    /// seals with what they cover.
    ///
    /// - Parameter progress: called now and then with the tickets done.
    package func verify(progress: @escaping @Sendable (Int) -> Void = { _ in }) async throws -> VerificationReport {
        try await read { tx in
            var report = VerificationReport()
            for company in try tx.companies() {
                try tx.verifyCompany(company, &report)
                try tx.verifyRecords(of: company, &report, progress: progress)
            }
            return report
        }
    }
}

extension DeskTransaction {
    fileprivate func verifyCompany(_ company: CompanyRow, _ report: inout VerificationReport) throws {
        var replay = Replay(of: "company \(company.slug)")
        var choices = RecordedChoices()
        try sql.each("SELECT \(Entry.columns) FROM entry WHERE company_id = \(company.id) AND ticket_id = 0 ORDER BY number") { row in
            guard let entry = replay.take(row, &report) else { return }
            choices.take(entry)
            guard let seal = Seal(entry) else { return }
            report.seals += 1
            if try digestOfJournal(of: company.id, from: seal.from, to: seal.to).0 != seal.digest {
                report.note("company \(company.slug): the seal of \(entry.at.iso8601) does not fit what it covers: entries are missing or changed")
            }
        }
        guard !replay.isBroken, let row = try sql.first("SELECT chain_length, chain_head FROM company WHERE id = \(company.id)") else { return }
        if try row[0] != replay.length || row[1] != replay.head {
            report.note("company \(company.slug): its row does not name the last entry of its record")
        }
        try verifyContents(of: replay, ticket: 0, company: company.id, &report)
        try compare(choices, of: company, &report)
    }

    /// Tickets, contracts and quotes, in the order of their ids.
    fileprivate func verifyRecords(of company: CompanyRow, _ report: inout VerificationReport, progress: (Int) -> Void) throws {
        var replay: Replay?
        var id: Int64 = 0
        try sql.each("""
            SELECT \(Entry.columns) FROM entry WHERE company_id = \(company.id) AND ticket_id <> 0 ORDER BY ticket_id, number
            """) { row in
            let record: Int64 = try row[2]
            if record != id {
                try replay.map { try verify($0, id, company, &report) }
                id = record
                replay = try self.replay(of: record, startingWith: row[5], in: company, &report)
                if report.tickets % 1_000 == 0 { progress(report.tickets) }
            }
            _ = replay?.take(row, &report)
        }
        try replay.map { try verify($0, id, company, &report) }
        let lost: [String] = try sql.values("""
            SELECT number FROM contract
            WHERE company_id = \(company.id)
              AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.company_id = contract.company_id AND entry.ticket_id = contract.id)
            ORDER BY id LIMIT 20
            """)
        for number in lost { report.note("contract \(number): its row is there, its journal is not") }
        let forgotten: [String] = try sql.values("""
            SELECT number FROM quote
            WHERE company_id = \(company.id)
              AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.company_id = quote.company_id AND entry.ticket_id = quote.id)
            ORDER BY id LIMIT 20
            """)
        for number in forgotten { report.note("quote \(number): its row is there, its journal is not") }
        let orphans: [String] = try sql.values("""
            SELECT folio FROM ticket
            WHERE company_id = \(company.id)
              AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.company_id = ticket.company_id AND entry.ticket_id = ticket.id)
            ORDER BY id LIMIT 20
            """)
        let idle: [String] = try sql.values("""
            SELECT folio FROM ticket
            WHERE company_id = \(company.id) AND works = '' AND id IN (SELECT ticket_id FROM timer WHERE company_id = \(company.id))
            ORDER BY id LIMIT 20
            """)
        for folio in idle { report.note("ticket \(folio): a timer runs on it that no entry started") }
        let unplanned: [String] = try sql.values("""
            SELECT folio FROM ticket
            WHERE company_id = \(company.id) AND works = '' AND id IN (SELECT ticket_id FROM visit WHERE company_id = \(company.id))
            ORDER BY id LIMIT 20
            """)
        let uninvited: [String] = try sql.values("""
            SELECT folio FROM ticket
            WHERE company_id = \(company.id) AND participants = '' AND id IN (SELECT ticket_id FROM participant WHERE company_id = \(company.id) AND is_in = 1)
            ORDER BY id LIMIT 20
            """)
        for folio in uninvited { report.note("ticket \(folio): somebody is written down as taking part whom no entry names") }
        for folio in unplanned { report.note("ticket \(folio): a visit is written down for it that no entry planned") }
        for folio in orphans { report.note("ticket \(folio): its row is there, its journal is not") }
    }

    /// A record that is read again from its first entry, which tells what it is.
    private func replay(of record: Int64, startingWith kind: String, in company: CompanyRow, _ report: inout VerificationReport) throws -> Replay {
        if kind == Entry.Kind.contractOpened.rawValue {
            report.contracts += 1
            let number: String? = try sql.value("SELECT number FROM contract WHERE id = \(record)")
            return Replay(of: "contract \(number ?? "\(record)")", contract: Contract(id: record, company: company.id, at: .never))
        }
        if kind == Entry.Kind.quoteMade.rawValue {
            report.quotes += 1
            let number: String? = try sql.value("SELECT number FROM quote WHERE id = \(record)")
            return Replay(of: "quote \(number ?? "\(record)")", quote: Quote(id: record, company: company.id, at: .never))
        }
        report.tickets += 1
        return Replay(of: "ticket \(try folio(of: record))", ticket: Ticket(id: record, company: company.id, at: .never))
    }

    private func folio(of ticket: Int64) throws -> String {
        try sql.value("SELECT folio FROM ticket WHERE id = \(ticket)") ?? "\(ticket)"
    }

    private func verify(_ replay: Replay, _ id: Int64, _ company: CompanyRow, _ report: inout VerificationReport) throws {
        guard !replay.isBroken else { return }
        try replay.ticket.map { try compare($0, named: replay.name, &report) }
        try replay.contract.map { try compare($0, named: replay.name, &report) }
        try replay.quote.map { try compare($0, named: replay.name, &report) }
        try verifyContents(of: replay, ticket: id, company: company.id, &report)
    }

    private func compare(_ replayed: Ticket, named name: String, _ report: inout VerificationReport) throws {
        let times = try sql.first("SELECT due_at, wake_at, subject FROM ticket WHERE id = \(replayed.id)")
        guard let times else { return report.note("\(name): its journal is there, its row is not") }
        // The subject is content, which may have been erased; the journal only has its digest.
        var rebuilt = replayed
        rebuilt.subject = try times[2]
        let row = try ticket(id: rebuilt.id).ticket
        if rebuilt.subjectErasedAt < .never, row.subject != "" {
            return report.note("\(name): its subject was erased, and is there")
        }
        if rebuilt != row {
            return report.note("\(name): the row is not what its \(rebuilt.chainLength) entries say: \(rebuilt.difference(from: row))")
        }
        if try times[0] != rebuilt.dueAt || times[1] != rebuilt.wakeAt {
            return report.note("\(name): the row is queued for another instant than its \(rebuilt.chainLength) entries say")
        }
        if !rebuilt.works.isEmpty, try timersInRows(of: rebuilt.id) != rebuilt.timersInRows {
            report.note("\(name): other timers are written down as running than its entries say")
        }
        if !rebuilt.works.isEmpty, try !visitsAreRight(of: rebuilt) { report.note("\(name): other visits are written down than its entries say") }
        if !rebuilt.participants.isEmpty, try !participantsAreRight(of: rebuilt) { report.note("\(name): others are written down as taking part than its entries say") }
        let policy = try policy(of: rebuilt)
        for deadline in rebuilt.deadlines where deadline.status == .running && !deadline.isAgreed {
            guard let promise = policy.promise(deadline.promise) else {
                report.note("\(name): its policy has no promise \(deadline.promise)")
                continue
            }
            let pauses = rebuilt.pauses(of: deadline, under: policy, until: rebuilt.lastEntryAt)
            let due = try policy.dueDate(of: promise, from: deadline.startedAt, except: pauses).due
            if due != deadline.dueAt {
                report.note("\(name): \(deadline.id) is due \(deadline.dueAt.iso8601), its policy says \(due.iso8601)")
            }
        }
    }

    private func compare(_ rebuilt: Contract, named name: String, _ report: inout VerificationReport) throws {
        guard let wake: Instant = try sql.value("SELECT wake_at FROM contract WHERE id = \(rebuilt.id)") else {
            return report.note("\(name): its journal is there, its row is not")
        }
        let row = try contract(id: rebuilt.id).contract
        if rebuilt != row {
            return report.note("\(name): the row is not what its \(rebuilt.chainLength) entries say: \(rebuilt.difference(from: row))")
        }
        if wake != rebuilt.wakeAt { report.note("\(name): the row is woken at another instant than its entries say") }
        for lot in rebuilt.lots where lot.available < 0 { report.note("\(name): more was taken from lot \(lot.number) than was bought") }
    }

    private func compare(_ rebuilt: Quote, named name: String, _ report: inout VerificationReport) throws {
        guard let derived = try sql.first("SELECT wake_at, price FROM quote WHERE id = \(rebuilt.id)") else {
            return report.note("\(name): its journal is there, its row is not")
        }
        let row = try quote(id: rebuilt.id).quote
        if rebuilt != row {
            return report.note("\(name): the row is not what its \(rebuilt.chainLength) entries say: \(rebuilt.difference(from: row))")
        }
        if try derived[0] != rebuilt.wakeAt { report.note("\(name): the row is woken at another instant than its entries say") }
        if try derived[1] != rebuilt.offer.subtotal { report.note("\(name): the row has another price than its entries say") }
    }

    /// Compares what is kept of a record's texts and files with the digests that its entries carry.
    private func verifyContents(of replay: Replay, ticket: Int64, company: Int64, _ report: inout VerificationReport) throws {
        var missing = replay.contents
        let subject: String? = replay.ticket == nil ? nil : try sql.value("SELECT subject FROM ticket WHERE id = \(ticket)")
        let rows = try sql.fetch("""
            SELECT id, entry_id, kind, is_internal, name, salt, digest, text, blob, erased_at FROM content
            WHERE ticket_id = \(ticket) AND company_id = \(company) ORDER BY entry_id, id
            """)
        for row in rows {
            report.contents += 1
            let entry: Int64 = try row[1], digest: [UInt8] = try row[6]
            let what = "\(replay.name): a \(try row[2] as String) of entry \(replay.numbers[entry].map(String.init) ?? "?")"
            guard let expected = missing[entry]?.first, expected == digest.hex, try row[3] == replay.internals.contains(entry) else {
                return report.note("\(what) is not what the entry recorded")
            }
            missing[entry]?.removeFirst()
            let text: String? = try row[7], blob: String? = try row[8]
            guard try row[9] as Instant? == nil else {
                if !replay.erased.contains(replay.numbers[entry] ?? 0) { report.note("\(what) was removed, and no entry says that it was erased") }
                if text != nil || blob != nil { report.note("\(what) was erased, and is there") }
                continue
            }
            if Content.digest(salt: try row[5], of: Array((text ?? blob ?? "").utf8)) != digest {
                report.note("\(what) is not what the entry recorded")
            }
            if let blob, try !desk.blobs.isWhole(blob) { report.note("\(what) is gone or damaged: file \(blob)") }
            if try row[4] as String? == "subject", replay.ticket != nil, replay.numbers[entry] == 1, text != subject {
                report.note("\(replay.name): the row's subject is not what its first entry recorded")
            }
        }
        if let entry = missing.first(where: { !$0.value.isEmpty })?.key {
            report.note("\(replay.name): a text or file of entry \(replay.numbers[entry].map(String.init) ?? "?") is missing")
        }
    }
}

/// One record while it is read again from its first entry.
private struct Replay {
    let name: String
    /// What the entries say so far; none of them for a company's own record.
    var ticket: Ticket?
    var contract: Contract?
    var quote: Quote?
    var length = 0
    var head = emptyChain
    var isBroken = false
    /// Digests by entry, the entries' numbers, and which of them are internal.
    var contents: [Int64: [String]] = [:]
    var numbers: [Int64: Int] = [:]
    var internals: Set<Int64> = []
    /// Numbers of the entries whose contents an entry says were erased.
    var erased: Set<Int> = []

    init(of name: String, ticket: Ticket? = nil, contract: Contract? = nil, quote: Quote? = nil) {
        self.name = name
        (self.ticket, self.contract, self.quote) = (ticket, contract, quote)
    }

    /// Takes the next entry; `nil` once one did not fit.
    mutating func take(_ row: Row, _ report: inout VerificationReport) -> Entry? {
        guard !isBroken else { return nil }
        length += 1
        report.entries += 1
        guard let entry = try? Entry(row), entry.number == length, entry.hash == entry.expectedHash(after: head) else {
            isBroken = true
            let number = (try? row[3] as Int).map(String.init) ?? "?", kind = (try? row[5] as String) ?? "?"
            report.note("\(name): entry \(number) (\(kind)) does not fit the chain")
            return nil
        }
        head = entry.hash
        ticket?.apply(entry)
        contract?.apply(entry)
        quote?.apply(entry)
        if !entry.body.contents.isEmpty { contents[entry.id] = entry.body.contents }
        numbers[entry.id] = entry.number
        if entry.keepsTextsInside { internals.insert(entry.id) }
        if entry.kind == .erased { erased.formUnion(Erasure.numbers(in: entry)) }
        return entry
    }
}

extension BlobStore {
    /// Whether the file with this digest is here and still has it.
    fileprivate func isWhole(_ digest: String) throws -> Bool {
        var sha = SHA256()
        return try read(digest) { sha.update(data: $0) } && Array(sha.finalize()).hex == digest
    }
}

private protocol Replayed {}
extension Ticket: Replayed {}
extension Contract: Replayed {}
extension Quote: Replayed {}

extension Replayed {
    /// The names of what differs, for a person who looks for the cause.
    fileprivate func difference(from other: Self) -> String {
        let mine = Mirror(reflecting: self).children, theirs = Mirror(reflecting: other).children
        return zip(mine, theirs).filter { "\($0.value)" != "\($1.value)" }.compactMap(\.0.label).joined(separator: ", ")
    }
}
