import Mail
import SupportPolicy

/// A message on its way in, with the files it brought already kept.
struct Delivery: Sendable {
    /// `nil`: nothing of it could be read.
    let message: InboundMessage?
    let evidenceOfSender: MailEvidence?
    let digest: [UInt8]
    let original: StoredFile
    let files: [StoredFile]
    /// Of which only the beginning is here; 0: all is here.
    let wholeSize: Int
    let company: CompanyRow
    let purpose: Mailbox.Purpose

    /// Whatever of the sender's address can be used; the desk's own where there is none.
    func sender(_ policy: Policy) -> Address {
        message?.from ?? Address(name: "Remitente desconocido", email: "desconocido@\(policy.id).invalid")!
    }
}

extension Delivery {
    /// What the sender wrote; quoted text stays below it, nothing is discarded.
    var body: String {
        guard let message else { return cutNote + "El mensaje no se pudo leer; el original está adjunto." }
        let text = cutNote + Words.clean(isTooLong ? String(decoding: message.text.utf8.prefix(Desk.largestText / 4), as: UTF8.self) : message.text, keepingLines: true)
        return text.isEmpty ? "(sin texto)" : text
    }

    /// The same, and who wrote it, where it was not the requester: he gave somebody his reply address.
    func body(for row: TicketRow) -> String {
        guard let from = evidenceOfSender?.from, emailKey(from.email) != emailKey(row.requesterEmail) else { return body }
        return "[\(from.description)]\n\n" + body
    }

    /// What is missing, above the text: nobody shall take a beginning for the whole.
    private var cutNote: String {
        guard wholeSize > 0 else { return "" }
        return "[El mensaje tiene \(wholeSize / 1_048_576) MB, más de lo que se recibe: aquí está su principio, sin archivos. El original completo sigue en el buzón.]\n\n"
    }

    /// The original, where not all of it reached the ticket.
    var evidence: [StoredFile] {
        let isComplete = message.map { $0.problems.isEmpty && $0.from != nil && $0.attachments.count == files.count } ?? false
        return isComplete && !isTooLong && wholeSize == 0 ? [] : [original]
    }

    private var isTooLong: Bool { (message?.text.utf8.count ?? 0) > Desk.largestText / 2 }
}
