import ArgumentParser
import BusinessTime
import Foundation

/// `ventanilla business-time`: questions about business time in, one JSON object a line; answers out, in the same order.
///
/// A line that cannot be answered is answered with an error, and the next one is read. Memory does not grow with the
/// input. Answers are written after each chunk of input, so that a program can ask, wait and ask again.
struct BusinessTimeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "business-time",
        abstract: "Calcula plazos y tiempo hábil: JSON Lines de entrada y de salida. / Computes deadlines and working time.",
        discussion: """
            Cada línea: {"id", "timezone", "weekly": {"mon": [["09:00","14:00"]]}, "holidays": ["2026-03-16"], \
            "special_hours": {"2026-12-24": [["09:00","14:00"]]}, "breaks", "pauses": [[inicio, fin]], \
            "op": "deadline" | "elapsed" | "deadline_days", "start", "end", "seconds", "days", "direction", "reversed_rule"}.
            Respuesta: {"id", "due"}, {"id", "seconds"} o {"id", "error"}.
            """)

    func run() throws {
        var lines = LineReader()
        var answerer = BusinessTimeAnswerer()
        while let batch = lines.next(from: .standardInput) {
            var output = Data()
            for line in batch {
                output.append(answerer.answer(line))
                output.append(UInt8(ascii: "\n"))
            }
            try FileHandle.standardOutput.write(contentsOf: output)
        }
    }
}

/// Cuts a stream into lines, as many at a time as have arrived; blank lines are left out.
private struct LineReader {
    /// Longer lines are cut here, so that input without line ends cannot fill the memory; what is left is no JSON.
    private static let longest = 1 << 20

    private var pending = Data()
    private var isSkipping = false
    private var isAtEnd = false

    /// The lines completed by the next chunk; `nil` at the end of the stream.
    mutating func next(from file: FileHandle) -> [Data]? {
        guard !isAtEnd else { return nil }
        let chunk = file.availableData
        isAtEnd = chunk.isEmpty
        var lines: [Data] = []
        var rest = chunk[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            keep(rest[..<end])
            finish(&lines)
            rest = rest[rest.index(after: end)...]
        }
        keep(rest)
        if isAtEnd { finish(&lines) }
        return lines
    }

    private mutating func keep(_ part: Data) {
        guard !isSkipping else { return }
        pending.append(part.prefix(Self.longest - pending.count))
        isSkipping = pending.count == Self.longest
    }

    private mutating func finish(_ lines: inout [Data]) {
        let isBlank = pending.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
        if !isBlank { lines.append(pending) }
        pending = Data()
        isSkipping = false
    }
}
