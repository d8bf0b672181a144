import BusinessTime
import Storage
import SupportPolicy

/// What verifying found.
package struct VerificationReport: Sendable {
    package var tickets = 0
    package var entries = 0
    package var seals = 0
    package var contents = 0
    /// The first things that do not fit, in words; empty when everything does.
    package var problems: [String] = []

    package var isSound: Bool { problems.isEmpty }
}

extension Desk {
    /// Replays every journal: checks each chain, rebuilds each ticket from its entries and compares it with its row and
    /// deadlines, reckons every deadline again under its policy, compares texts and files with their digests, and the
    /// seals with what they cover.
    ///
    /// - Parameter progress: called now and then with the tickets done.
    package func verify(progress: @escaping @Sendable (Int) -> Void = { _ in }) async throws -> VerificationReport {
        try await read { tx in
            var report = VerificationReport()
            for company in try tx.companies() {
                try tx.verifyCompany(company, &report)
                try tx.verifyTickets(of: company, &report, progress: progress)
            }
            try tx.verifyContents(&report)
            return report
        }
    }
}

extension DeskTransaction {
    fileprivate func verifyCompany(_ company: CompanyRow, _ report: inout VerificationReport) throws {
        var head = emptyChain
        var number = 0
        let entries: [Entry] = try sql.fetch("""
            SELECT \(Entry.columns) FROM entry WHERE company_id = \(company.id) AND ticket_id = 0 ORDER BY number
            """)
        for entry in entries {
            number += 1
            report.entries += 1
            if entry.number != number || entry.hash != entry.expectedHash(after: head) {
                report.note("company \(company.slug): entry \(entry.number) (\(entry.kind.rawValue), \(entry.at.iso8601)) does not fit the chain")
                return
            }
            head = entry.hash
            if let seal = Seal(entry) {
                report.seals += 1
                if try digestOfJournal(of: company.id, from: seal.from, to: seal.to).0 != seal.digest {
                    report.note("company \(company.slug): the seal of \(entry.at.iso8601) does not fit what it covers: entries are missing or changed")
                }
            }
        }
        guard let row = try sql.first("SELECT chain_length, chain_head FROM company WHERE id = \(company.id)") else { return }
        if try row[0] != number || row[1] != head { report.note("company \(company.slug): its row does not name the last entry of its record") }
    }

    fileprivate func verifyTickets(of company: CompanyRow, _ report: inout VerificationReport, progress: (Int) -> Void) throws {
        var rebuilt: Ticket?
        var head = emptyChain
        var isBroken = false
        try sql.each("""
            SELECT \(Entry.columns) FROM entry WHERE company_id = \(company.id) AND ticket_id <> 0 ORDER BY ticket_id, number
            """) { row in
            let entry = try Entry(row)
            report.entries += 1
            if rebuilt?.id != entry.ticket {
                try compare(rebuilt, isBroken: isBroken, &report)
                rebuilt = Ticket(id: entry.ticket, company: entry.company, at: entry.at)
                (head, isBroken) = (emptyChain, false)
                report.tickets += 1
                if report.tickets % 1_000 == 0 { progress(report.tickets) }
            }
            guard !isBroken else { return }
            if entry.number != (rebuilt?.chainLength ?? 0) + 1 || entry.hash != entry.expectedHash(after: head) {
                report.note("ticket \(rebuilt?.folio ?? "") \(entry.ticket): entry \(entry.number) (\(entry.kind.rawValue), \(entry.at.iso8601)) does not fit the chain")
                isBroken = true
            }
            head = entry.hash
            rebuilt?.apply(entry)
        }
        try compare(rebuilt, isBroken: isBroken, &report)
        let rows: Int64 = try sql.value("SELECT COUNT(*) FROM ticket WHERE company_id = \(company.id)") ?? 0
        let recorded: Int64 = try sql.value("SELECT COUNT(DISTINCT ticket_id) FROM entry WHERE company_id = \(company.id) AND ticket_id <> 0") ?? 0
        if rows != recorded { report.note("company \(company.slug): \(rows) tickets, but journals of \(recorded)") }
    }

    private func compare(_ rebuilt: Ticket?, isBroken: Bool, _ report: inout VerificationReport) throws {
        guard var rebuilt, !isBroken else { return }
        guard let row = try? ticket(id: rebuilt.id) else {
            return report.note("ticket \(rebuilt.folio): its journal is there, its row is not")
        }
        // The subject is content, which may have been erased; the journal only has its digest.
        rebuilt.subject = row.ticket.subject
        if rebuilt != row.ticket {
            return report.note("ticket \(rebuilt.folio): the row is not what its \(rebuilt.chainLength) entries say: \(rebuilt.difference(from: row.ticket))")
        }
        let policy = try policy(rebuilt.policyID)
        for deadline in rebuilt.deadlines where !deadline.status.isOver && deadline.status != .paused {
            guard let promise = policy.promise(deadline.promise) else {
                report.note("ticket \(rebuilt.folio): its policy has no promise \(deadline.promise)")
                continue
            }
            let pauses = rebuilt.pauses(of: deadline, under: policy, until: rebuilt.lastEntryAt)
            let due = try policy.dueDate(of: promise, from: deadline.startedAt, except: pauses).due
            if due != deadline.dueAt {
                report.note("ticket \(rebuilt.folio): \(deadline.id) is due \(deadline.dueAt.iso8601), its policy says \(due.iso8601)")
            }
        }
    }

    /// Compares what is kept of texts and files with the digests that entries carry.
    fileprivate func verifyContents(_ report: inout VerificationReport) throws {
        try sql.each("SELECT id, salt, digest, text, blob, erased_at FROM content") { row in
            report.contents += 1
            let salt: [UInt8] = try row[1], digest: [UInt8] = try row[2]
            let text: String? = try row[3], blob: String? = try row[4], erasedAt: Instant? = try row[5]
            guard erasedAt == nil else { return }
            let bytes = Array((text ?? blob ?? "").utf8)
            if Content.digest(salt: salt, of: bytes) != digest {
                report.note("content \(try row[0] as Int64): it is not what its entry recorded")
            }
            if let blob, try !desk.blobs.exists(blob) { report.note("content \(try row[0] as Int64): its file \(blob) is gone") }
        }
    }
}

extension VerificationReport {
    /// More would not help to find the first.
    private static let mostProblems = 20

    fileprivate mutating func note(_ problem: String) {
        if problems.count < Self.mostProblems { problems.append(problem) }
    }
}

extension Ticket {
    /// The names of what differs, for a person who looks for the cause.
    fileprivate func difference(from other: Ticket) -> String {
        let mine = Mirror(reflecting: self).children, theirs = Mirror(reflecting: other).children
        return zip(mine, theirs).filter { "\($0.value)" != "\($1.value)" }.compactMap(\.0.label).joined(separator: ", ")
    }
}
