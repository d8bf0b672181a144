import BusinessTime
import Foundation
import SupportPolicy
import Testing
import ZoneFiles

/// Whatever a file holds, reading it ends soon, and says where it is wrong. `bin/fuzz` does more rounds than these.
struct FuzzTests {
    @Test(.timeLimit(.minutes(30)))
    func `nothing crashes the reader, and no policy is refused without a place`() throws {
        let given = ProcessInfo.processInfo.environment
        let rounds = given["VENTANILLA_FUZZ_ROUNDS"].flatMap(Int.init) ?? 400
        let seed = given["VENTANILLA_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        var hostile = Hostile(seed: seed, policies: try Sample.allCases.map { try $0.text } + [ReadingTests.document])
        var refused = 0
        for round in 1...rounds {
            let document = hostile.document()
            // What a crash leaves behind.
            if let path = given["VENTANILLA_FUZZ_KEEP"] { try Data(document).write(to: URL(filePath: path)) }
            let problems = self.problems(of: document)
            refused += problems.refused ? 1 : 0
            if let what = problems.what {
                Issue.record("seed \(seed), round \(round): \(what)\n\(String(decoding: document, as: UTF8.self).prefix(30_000))")
                return
            }
        }
        #expect(refused > rounds / 2, "most of these are no policies")
        #expect(refused < rounds, "and some still are")
    }

    private func problems(of document: [UInt8]) -> (refused: Bool, what: String?) {
        var reading: PolicyReading?
        let time = ContinuousClock().measure { reading = PolicyReading(bytes: document, file: "hostil.yaml", zone: ZoneFiles.zone(named:)) }
        guard let reading else { return (true, nil) }
        guard time < .seconds(4) else { return (true, "it took \(time)") }
        for finding in reading.findings {
            let text = finding.text(in: .es)
            guard finding.line >= 1, finding.file == "hostil.yaml", !text.contains(where: \.isNewline), text.count < 5_000 else { return (true, text) }
            guard !text.contains("una parte no se pudo leer") else { return (true, "left out without a finding") }
        }
        guard let policy = reading.policy else {
            return (true, reading.findings.contains(where: \.kind.blocksActivation) ? nil : "refused without a reason")
        }
        // What can be put in force can also be asked.
        _ = try? policy.workedExamples(after: CalendarDate(iso: "2026-03-12")!)
        _ = try? policy.admission(of: .request(.portal, policy.defaultType.id))
        return (false, nil)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let line: Int
        let says: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, line: Int, _ says: String) {
            self.init(name, Array(text.utf8), line: line, says)
        }

        init(_ name: String, _ bytes: [UInt8], line: Int, _ says: String) {
            (self.name, self.bytes, self.line, self.says) = (name, bytes, line, says)
        }
    }

    static let laughs = (1...9).map { "l\($0): &l\($0) [" + Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ", ") + "]" }

    @Test(arguments: [
        Row("alias bomb", (["l0: &l0 ja"] + laughs).joined(separator: "\n"), line: 2, "aliases are not taken: write out what *l0 repeats"),
        Row("alias bomb as a key", "a: &a [x, x]\nb: &b [*a, *a]\n? *b\n: 1\n", line: 2, "aliases are not taken"),
        Row("too large", "schema: ventanilla-policy/1\n" + String(repeating: "# nada\n", count: 50_000), line: 1, "larger than 256 KB"),
        Row("invalid UTF-8", Array("schema: ventanilla-policy/1\npolicy: {title: \"".utf8) + [0xC3, 0x28] + Array("\"}\n".utf8), line: 2, "not UTF-8 text"),
        Row("NUL", "schema: ventanilla-policy/1\npolicy: \0\n", line: 2, "not YAML: control characters are not allowed (U+0)"),
        Row("deep nesting", "schema: ventanilla-policy/1\npolicy: " + String(repeating: "[", count: 100_000), line: 2, "not YAML"),
        Row("too many", "schema: ventanilla-policy/1\nclauses:\n" + (1...1_001).map { "  c\($0): {}\n" }.joined(), line: 3, "too many: 1001; at most 1000"),
        Row("two documents", "schema: ventanilla-policy/1\n---\nschema: ventanilla-policy/1\n", line: 2, "another document"),
        Row("a group as a key", "schema: ventanilla-policy/1\n? {a: b}\n: c\n", line: 2, "expected a text, found a group of keys"),
        Row("tags", "schema: !!python/object:os.system x\n", line: 1, "'x' is not understood here; allowed: ventanilla-policy/1"),
    ])
    func `what no policy needs is refused in plain words`(_ row: Row) {
        let reading = PolicyReading(bytes: row.bytes, file: "hostil.yaml", zone: ZoneFiles.zone(named:))
        #expect(reading.policy == nil)
        #expect(reading.findings.contains { $0.line == row.line && $0.kind == .error && $0.message.en.contains(row.says) },
                "\(reading.findings.prefix(3).map { $0.text(in: .en) })")
    }

    private static func lines(_ count: Int, _ line: (Int) -> String) -> String {
        (1...count).map { line($0) + "\n" }.joined()
    }

    /// The most that fits into a document that is one.
    @Test(arguments: [
        ("targets", "targets:\n", "targets:\n" + lines(290) { number in
            let metric = number % 2 == 0 ? "decision" : "opinion_delivered"
            return "  - {id: t\(number), when: {severity: 1}, metric: \(metric), within: \(number * 24) h, count: business_days, calendar: service, starts: received, cites: answer}"
        }),
        ("calendars", "calendars:\n", "calendars:\n" + lines(39) {
            "  c\($0): {label: x, zone: America/Mexico_City, weekly: {mon-fri: [\"09:00-14:00\"]}, closed: mx_bank, cites: hours}"
        }),
        ("joined calendars", "types:\n", lines(39) { number in
            let above = number == 1 ? "service" : "u\(number - 1)"
            return "  u\(number): {label: x, union_of: [service, \(above)], cites: hours}"
        } + "types:\n"),
        ("hours", "mon-fri: [\"09:00-14:00\", \"16:00-19:00\"]", "mon-sun: [\n" + lines(24) { "\"\($0 - 1):00-\($0 - 1):59\"," } + "]"),
        ("dates", "closed: [mx_lft]", "special: {\n" + lines(1_000) { "\(CalendarDate(iso: "2000-01-01")!.adding(days: $0)): \"09:00-10:00\"," } + "}"),
        ("clauses", "clauses:\n", "clauses:\n" + lines(990) { "  c\($0): {section: s, text: t, ids: x}" }),
    ])
    func `much of one thing takes a moment, not a day`(_ name: String, _ old: String, _ new: String) {
        let text = ReadingTests.document.replacing(old, with: new, maxReplacements: 1)
        #expect(text.utf8.count < 256 * 1024)
        var findings: [Finding] = []
        let time = ContinuousClock().measure { findings = ReadingTests.read(text).findings }
        #expect(time < .seconds(10), "\(name): \(findings.count) findings")
        #expect(findings.filter { $0.message.en.contains("could not be read") } == [])
    }

    @Test(arguments: [("\"a\\nb\"", "a·b"), ("\"\\e[2J\"", "·[2J"), ("\u{202E}fed", "·fed")])
    func `what a document commands a terminal is not said to one`(_ word: String, _ said: String) throws {
        let reading = ReadingTests.read(ReadingTests.document.replacing("kind: email", with: "kind: \(word)"))
        #expect(try #require(reading.findings.first { $0.kind == .error }).message.en.hasPrefix("'\(said)' is not understood"))
    }
}
