import BusinessTime
import Crypto
import Mail
import Storage
import SupportPolicy

/// Why a message is taken and answered by nothing.
package enum MailQuiet: String, Codable, Hashable, Sendable, SQLCodable {
    /// An automatic answerer that does not say so.
    case loop
    /// More of one sender than anybody writes.
    case sender
    /// More of strangers than a company gets.
    case strangers
}

/// With whom a message is counted where many write at once: a flood of one crowd silences no other.
enum MailCrowd: String, Sendable, SQLCodable {
    /// Unknown senders, whose addresses nobody proved.
    case strangers
    /// Unknown senders, whose addresses our mail server proved: a new client is one of them.
    case newcomers
    /// Addresses of known clients, which nobody proved, and of the staff, under which notices are answered.
    case claimed
    /// Programs that say so, mass mail, and addresses that programs use, as far as they are not a proven client's.
    case machines
}

/// What a message is among the others of its sender.
struct MailCourse: Sendable {
    /// Where it is from, without what may be added to an address; empty where nobody can tell.
    let sender: String
    /// By which the same message again is known, and by which one that only counts on; see `MailFingerprints`.
    let fingerprint: [UInt8]?
    let shape: [UInt8]?
    /// It answered a letter that the desk wrote by itself, sooner than anybody reads one.
    let isPrompt: Bool
    /// It answers a letter that the desk wrote by itself.
    let isAnswer: Bool
    /// It came soon after such a letter and names none: it may answer it all the same. Of somebody whom the house registered only where
    /// something calls for caution, as an address that programs use.
    let isEcho: Bool
    /// Our mail server proved its sender, or it answers a letter that only he has: what others write in his name is not counted
    /// with it.
    let isProven: Bool
    /// `nil`: with nobody, as a known client, or because it is quiet already.
    var crowd: MailCrowd?
    /// `nil`: it is answered.
    var quiet: MailQuiet?
    /// Whether it is the first that is not, of its kind.
    var isFirstQuiet = false
    /// Whether it is only taken for one of a loop because it echoes: it may be somebody's, so it opens a ticket all the same.
    var isTakenForEcho = false
    /// Whether whoever has the ticket on which an echo is noted hears of it: it may be somebody's next request. Not of a flood.
    var isEchoTold = false

    /// As the entry says it: only the first is told of.
    var flood: String? {
        guard let quiet, quiet != .loop else { return nil }
        return isFirstQuiet ? "began" : "goes_on"
    }
}

extension DeskTransaction {
    /// How a message is to be taken, by what came from its sender before.
    ///
    /// - Parameter receivedAt: when it came, which counts; it may have waited since.
    func course(of mail: Delivery, answering answer: MailAnswer?, receivedAt: Instant) throws -> MailCourse {
        let (message, company) = (mail.message, mail.company.id)
        let known = try message?.from.flatMap { try person(email: $0.email, in: company) }
        let sender = message?.from.map { SenderKey.of($0.email) } ?? ""
        // What only bears the address of one of the staff proves nothing.
        let isHis = switch answer {
        case .client, .staff: true
        case .unproven, nil: false
        }
        let isProven = isHis || mail.evidenceOfSender?.isProven == true
        let since = MailHistory(company: company, sender: sender, isProven: isProven, until: receivedAt)
        let (answered, last) = try message.map { try automaticLetters(before: $0, since) } ?? (nil, nil)
        var course = MailCourse(
            sender: sender, fingerprint: answered == nil ? mail.fingerprints?.asRequest : mail.fingerprints?.asAnswer, shape: mail.fingerprints?.shape,
            // One of the staff who answers notices at once does what he should.
            isPrompt: known?.role.isStaff != true && answered.map { receivedAt <= $0 + MailLimits.prompt } == true,
            isAnswer: answered != nil,
            isEcho: answer == nil && answered == nil && (known?.registeredAt == nil || message?.caution == .machineSender)
                && last.map { receivedAt <= $0 + MailLimits.echo } == true,
            isProven: isProven)
        course.crowd = crowd(of: message, answering: answer, registered: known?.registeredAt != nil, proven: isProven)
        if try isLoop(course, message, since) {
            course.quiet = .loop
        } else if try isEcho(course, message, since) {
            (course.quiet, course.isTakenForEcho) = (.loop, true)
            course.isEchoTold = try isFlood(course, since) == nil
        } else {
            course.quiet = try isFlood(course, since)
        }
        if let quiet = course.quiet { course.isFirstQuiet = try !was(quiet, course, since) }
        // What is quiet for another reason takes nobody's place.
        if course.quiet == .loop || course.quiet == .sender { course.crowd = nil }
        return course
    }

    /// - Returns: `nil` for whom a house registered and our mail server proved, from whatever address he writes, and for what answers a
    ///   letter that only he has: no flood of others silences him, and his own is counted as his.
    private func crowd(of message: InboundMessage?, answering answer: MailAnswer?, registered isRegistered: Bool, proven isProven: Bool) -> MailCrowd? {
        if message?.isAutomatic == true { return .machines }
        switch answer {
        case .client, .staff: return nil
        case .unproven: return .claimed
        case nil: break
        }
        if isRegistered, isProven { return nil }
        if message?.caution == .bulk || message?.caution == .machineSender { return .machines }
        return isRegistered ? .claimed : isProven ? .newcomers : .strangers
    }

    /// The ticket on which a message of a loop is noted. Of an answerer it is the last to which its mail led, even if it is
    /// closed: each closing would open another. What only repeats itself, as a monitor does, may be news as soon as the last one
    /// is closed: then there is none. What echoes may be somebody's: only what follows is noted on the ticket that said so.
    func ticketOfLoop(_ course: MailCourse, before instant: Instant, in company: Int64) throws -> Int64? {
        let rows = MailHistory(company: company, sender: course.sender, isProven: course.isProven, until: instant).within(MailLimits.day)
        let isOpen: SQL = "EXISTS (SELECT 1 FROM ticket WHERE ticket.id = received_mail.ticket_id AND ticket.state <> 'closed')"
        let isSame: SQL = course.isAnswer ? "ticket_id IS NOT NULL"
            : course.isTakenForEcho ? "quiet = 'loop' AND shape = \(course.shape) AND \(isOpen)" : "fingerprint = \(course.fingerprint) AND \(isOpen)"
        return try sql.value("SELECT ticket_id FROM received_mail WHERE \(rows) AND \(isSame) ORDER BY received_at DESC LIMIT 1")
    }

    /// Whether a message of a loop was noted on a ticket before, which said so.
    func hasNotedLoop(on ticket: Int64, of course: MailCourse, before instant: Instant) throws -> Bool {
        let noted: Int64? = try sql.value("""
            SELECT 1 FROM received_mail JOIN entry ON entry.id = received_mail.entry_id AND entry.kind = 'noted'
            WHERE received_mail.ticket_id = \(ticket) AND received_mail.quiet = 'loop' AND received_mail.sender = \(course.sender)
              AND received_mail.received_at > \(instant - MailLimits.day) LIMIT 1
            """)
        return noted != nil
    }

    /// A third message that says the same, or a third answer to what the desk wrote by itself, sooner than anybody reads.
    private func isLoop(_ course: MailCourse, _ message: InboundMessage?, _ history: MailHistory) throws -> Bool {
        // Who says so himself is never answered anyway.
        guard let message, !message.isAutomatic, !course.sender.isEmpty else { return false }
        let most = MailLimits.loop - 1
        if let fingerprint = course.fingerprint {
            let same = try count("\(history.within(MailLimits.day)) AND fingerprint = \(fingerprint)", upTo: most)
            if same >= most { return true }
        }
        return try course.isPrompt && count("\(history.within(MailLimits.day)) AND is_prompt = 1", upTo: most) >= most
    }

    /// A third message that only counts on, and comes soon after a letter of ours: of a stranger who writes about as many things, each
    /// says something else.
    private func isEcho(_ course: MailCourse, _ message: InboundMessage?, _ history: MailHistory) throws -> Bool {
        guard let message, !message.isAutomatic, !course.sender.isEmpty, course.isEcho, let shape = course.shape else { return false }
        let most = MailLimits.loop - 1
        return try count("\(history.within(MailLimits.day)) AND shape = \(shape)", upTo: most) >= most
    }

    private func isFlood(_ course: MailCourse, _ history: MailHistory) throws -> MailQuiet? {
        if try count(history.alike(within: MailLimits.hour), upTo: MailLimits.ofSender) >= MailLimits.ofSender { return .sender }
        guard let crowd = course.crowd else { return nil }
        return try count(history.of(crowd, within: MailLimits.hour), upTo: MailLimits.ofCrowd) >= MailLimits.ofCrowd ? .strangers : nil
    }

    private func was(_ quiet: MailQuiet, _ course: MailCourse, _ history: MailHistory) throws -> Bool {
        let rows = switch quiet {
        case .loop: history.within(MailLimits.day)
        case .sender: history.alike(within: MailLimits.hour)
        case .strangers: history.of(course.crowd ?? .strangers, within: MailLimits.hour)
        }
        return try count("\(rows) AND quiet = \(quiet)", upTo: 1) > 0
    }

    /// Counts no farther than need be.
    private func count(_ condition: SQL, upTo most: Int) throws -> Int {
        try sql.value("SELECT COUNT(*) FROM (SELECT 1 FROM received_mail WHERE \(condition) LIMIT \(most)) AS counted") ?? 0
    }

    /// When the desk last wrote by itself what a message answers, by its identifiers or its subject; and when anything last
    /// left for its sender that it wrote by itself. Three ways lead to the letters, each by an index: `OR` between them would read all that the company ever sent.
    private func automaticLetters(before message: InboundMessage, _ history: MailHistory) throws -> (answered: Instant?, last: Instant?) {
        guard let from = message.from, !message.isAutomatic else { return (nil, nil) }
        let answered = message.inReplyTo + message.references.reversed()
        let written = try sql.fetch("""
            SELECT outbox.message_id, outbox.subject, outbox.recipient, COALESCE(outbox.sent_at, outbox.created_at), outbox.sent_at
            FROM outbox LEFT JOIN entry ON entry.id = outbox.entry_id
            WHERE outbox.id IN (
                SELECT id FROM outbox
                WHERE ticket_id IN (SELECT ticket_id FROM received_mail WHERE \(history.within(MailLimits.day)) AND ticket_id IS NOT NULL)
                UNION ALL SELECT id FROM outbox WHERE \(OutboxRow.isNamed(by: answered))
                UNION ALL SELECT id FROM outbox
                WHERE company_id = \(history.company) AND ticket_id IS NULL AND recipient = \(from.email)
                  AND created_at > \(history.until - MailLimits.day))
              AND outbox.company_id = \(history.company) AND outbox.created_at > \(history.until - MailLimits.day)
              AND (entry.id IS NULL OR entry.kind IN ('opened', 'reopened', 'closed', 'reminded') OR entry.person_id IS NULL)
            ORDER BY outbox.id DESC LIMIT 100
            """)
        let his = try written.filter { emailKey(try $0[2]) == emailKey(from.email) }
        let found = try his.first { row in
            let (id, subject): (String, String) = (try row[0], try row[1])
            return answered.contains(id) || !subject.isEmpty && message.subject.contains(subject)
        }
        return (try found.map { try $0[3] }, try his.compactMap { try $0[4] as Instant? }.max())
    }
}

/// SHA-256 over what was written above a quotation, by which the same message again is known.
struct MailFingerprints: Sendable {
    private let subject, text: String

    init(of message: InboundMessage) {
        (subject, text) = (message.subject, ReplyText.split(String(message.text.prefix(20_000))).reply)
    }

    /// Of its letters alone, because folios and dates change from one automatic answer to the next; `nil` where nothing was written.
    var asAnswer: [UInt8]? { isWritten ? Self.hash(Self.letters(of: text)) : nil }
    /// Of all of it, with the subject, because somebody may well report the same thing of two machines; `nil` where nothing was written.
    var asRequest: [UInt8]? { isWritten ? Self.hash(subject + "\n" + text) : nil }
    /// Of the words of subject and text in which nothing is counted; `nil` where there are none.
    var shape: [UInt8]? {
        let words = (subject + " " + text).split(whereSeparator: \.isWhitespace).filter { !$0.contains(where: \.isNumber) }
        let letters = Self.letters(of: words.joined())
        return letters.isEmpty ? nil : Self.hash(letters)
    }

    private var isWritten: Bool { text.contains(where: \.isLetter) }

    private static func letters(of text: String) -> String { String(text.lowercased().unicodeScalars.filter(\.properties.isAlphabetic)) }
    private static func hash(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
}

/// Messages that somebody, or everybody unknown, sent before one.
private struct MailHistory {
    let company: Int64
    let sender: String
    let isProven: Bool
    let until: Instant

    /// As a condition on `received_mail`.
    func within(_ seconds: Int64) -> SQL {
        """
        company_id = \(company) AND sender = \(sender) AND received_at > \(until - seconds) AND received_at <= \(until)
        AND state IN ('taken', 'refused')
        """
    }

    /// Of those that are as proven as this one: nobody is silenced by what others write in his name.
    func alike(within seconds: Int64) -> SQL {
        "\(within(seconds)) AND is_proven = \(isProven)"
    }

    func of(_ crowd: MailCrowd, within seconds: Int64) -> SQL {
        "company_id = \(company) AND crowd = \(crowd) AND received_at > \(until - seconds) AND received_at <= \(until)"
    }
}

/// Who sent a message, as limits and erasures know him.
enum SenderKey {
    /// `ana+pedidos@Cliente.example` is the box of `ana@cliente.example`.
    static func of(_ email: String) -> String {
        let parts = emailKey(email).split(separator: "@", maxSplits: 1)
        guard parts.count == 2, let local = parts[0].split(separator: "+").first else { return emailKey(email) }
        return local + "@" + parts[1]
    }

    /// Of the first `From` of a message into which nobody has looked yet: the last address in it, by its letters alone.
    static func of(headers raw: [UInt8]) -> String? {
        guard let line = Arrival.header("from", in: raw) else { return nil }
        let text = String(decoding: line.prefix(10_000), as: UTF8.self)
        let inside = text.lastIndex(of: "<").map { text[text.index(after: $0)...].prefix { $0 != ">" } }
        let word = inside ?? text.drop { $0 != ":" }.dropFirst().split(whereSeparator: { $0.isWhitespace || $0 == "," }).last { $0.contains("@") } ?? ""
        // No row takes a null, and what cannot be entered would come again for ever.
        let address = word.filter { !$0.isWhitespace && $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } }
        return address.contains("@") && address.utf8.count <= 320 ? of(address) : nil
    }
}
