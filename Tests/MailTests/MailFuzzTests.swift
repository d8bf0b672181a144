import Foundation
import Mail
import TestSupport
import Testing

/// Whatever a mail holds, reading it ends soon and shows nothing that runs. `bin/fuzz` does more rounds than these.
struct MailFuzzTests {
    @Test(.timeLimit(.minutes(30)))
    func `nothing crashes the reader of mails, and what it reads is clean`() throws {
        let given = ProcessInfo.processInfo.environment
        let rounds = given["VENTANILLA_FUZZ_ROUNDS"].flatMap(Int.init) ?? 4_000, seed = given["VENTANILLA_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        var hostile = HostileMail(seed: seed), read = 0
        for round in 1...rounds {
            let bytes = hostile.message()
            // What a crash leaves behind.
            if let path = given["VENTANILLA_FUZZ_KEEP"] { try Data(bytes).write(to: URL(filePath: path)) }
            var message: InboundMessage?
            let took = ContinuousClock().measure { message = try? InboundMessage.parse(bytes) }
            if took > .seconds(4) { Issue.record("seed \(seed), round \(round): it took \(took)") }
            guard let message else { continue }
            read += 1
            let (reply, quoted) = ReplyText.split(message.text)
            guard isClean(message), reply.utf8.count + quoted.utf8.count <= message.text.utf8.count else {
                Issue.record("seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self).prefix(30_000))")
                return
            }
        }
        #expect(read > rounds / 2)
    }

    private func isClean(_ message: InboundMessage) -> Bool {
        let lines = [message.subject] + message.attachments.map(\.name) + (message.bounce?.recipients.compactMap(\.diagnostic) ?? [])
        guard lines.allSatisfy({ !$0.contains(where: \.isNewline) && !$0.contains("\0") }), !message.text.contains("\0") else { return false }
        guard message.attachments.allSatisfy({ FileName.safe($0.name) == $0.name }) else { return false }
        guard message.problems.allSatisfy({ Problem(code: $0.code) == $0 }) else { return false }
        return message.html.map { !$0.lowercased().contains("<script") && !$0.lowercased().contains("javascript:") } ?? true
    }
}
