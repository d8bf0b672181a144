import ArgumentParser
import BusinessTime
import Foundation
import Glibc
import ServiceDesk
import SupportPolicy
import Synchronization

/// `ventanilla policy simulate`: what past requests would have come to under another policy.
struct PolicySimulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Vive de nuevo las solicitudes pasadas con otra política, y dice qué habría sido distinto. No cambia nada.")

    @Argument(help: "La política que se prueba.") var file: String
    @Option(help: "Empresa (de inicio, la que nombra la política).") var company: String?
    @Option(help: "Recibidas desde este día: 2026-09-01.") var from: String?
    @Option(help: "Recibidas hasta este día, incluido.") var to: String?
    @Option(help: "Cuántas solicitudes distintas se muestran.") var limit = 20
    @Flag(help: "Las cuentas de ambos lados, línea por línea.") var reckonings = false
    @Flag(help: "Como JSON.") var json = false
    @OptionGroup var options: DeskOptions

    func validate() throws {
        if !(0...100_000).contains(limit) { throw ValidationError("--limit va de 0 a 100000.") }
    }

    func run() async throws {
        try await options.withDesk { desk in
            let candidate = try PolicyReading.policy(file: file, in: options.language)
            let slug = company ?? candidate.id
            guard try await desk.read({ try $0.companyIfKnown(slug) }) != nil else { throw CommandFailure.unknownCompany(slug) }
            let bar = ProgressBar()
            let simulation = try await desk.simulate(
                candidate, of: slug, openedIn: try window(in: candidate.zone), limit: limit, progress: bar.show)
            bar.clear()
            let policies = try await desk.read { tx in
                try tx.policies(of: simulation.differences)
            }
            let report = SimulationReport(
                simulation: simulation, candidate: candidate, policies: policies, words: Wording(options.language, candidate.zone),
                now: try await desk.now(), showsReckonings: reckonings)
            print(json ? report.json : report.lines.joined(separator: "\n"))
        }
    }

    /// - Throws: `CommandFailure.usage` for what are no days, or in the wrong order.
    private func window(in zone: Zone) throws -> Span {
        let start = try from.map { zone.startOfDay(try WallTime.day($0)) } ?? Instant(seconds: 0)
        let end = try to.map { zone.startOfDay(try WallTime.day($0).adding(days: 1)) } ?? .never
        guard start < end else {
            throw CommandFailure.usage(Said(es: "--from queda después de --to.", en: "--from lies after --to."))
        }
        return Span(start, end)
    }
}

/// A bar on the terminal while something long is done; silent where nobody watches.
private final class ProgressBar: Sendable {
    private let isWatched = isatty(STDERR_FILENO) == 1
    private let shown = Mutex(-1)

    @Sendable func show(_ done: Int, of whole: Int) {
        guard isWatched, whole > 0 else { return }
        shown.withLock { shown in
            let tenths = done * 1_000 / whole
            guard tenths > shown else { return }
            shown = tenths
            let full = done * 40 / whole
            write("\r[\(String(repeating: "█", count: full))\(String(repeating: "░", count: 40 - full))] \(done)/\(whole)")
        }
    }

    func clear() {
        if isWatched { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}

/// What a simulation says, for a terminal and for a program.
private struct SimulationReport {
    let simulation: Simulation
    let candidate: Policy
    /// The versions under which the requests shown were opened.
    let policies: [Desk.PolicyKey: Policy]
    let words: Wording
    let now: Instant
    let showsReckonings: Bool

    var lines: [String] {
        let (requests, different) = (simulation.old.requests, simulation.different)
        let head = Said(
            es: "\(candidate.title), versión \(candidate.version): \(requests) solicitudes, \(different) serían distintas.",
            en: "\(candidate.title), version \(candidate.version): \(requests) requests, \(different) would differ.")
        let (before, after) = (Said(es: "Como fue", en: "As it was"), Said(es: "Con esta política", en: "Under this policy"))
        let figures = [["", before(in: words.language), after(in: words.language)]]
            + simulation.figures(in: words).map { [$0.name, $0.old, $0.new + ($0.isChanged ? "  ←" : "")] }
        return [head(in: words.language), ""] + TextTable.lines(figures) + chart + kinds + simulation.differences.flatMap { [""] + lines($0) }
    }

    /// Of what was decided, the share in time.
    private var chart: [String] {
        let metrics = Metric.allCases.filter { simulation.old.marks[$0]?.perMilleMet != nil || simulation.new.marks[$0]?.perMilleMet != nil }
        let rows = metrics.flatMap { metric in
            [(simulation.old, Said(es: "antes", en: "before")), (simulation.new, Said(es: "con ésta", en: "under this"))].map { tally, name in
                [metric.said(in: words.language), name(in: words.language), bar(tally.marks[metric]?.perMilleMet)]
            }
        }
        guard !rows.isEmpty else { return [] }
        return ["", Said(es: "A tiempo, de lo que ya se decidió:", en: "In time, of what was decided:")(in: words.language)] + TextTable.lines(rows)
    }

    private func bar(_ perMille: Int?) -> String {
        guard let perMille else { return "–" }
        let full = (perMille * 30 + 500) / 1_000
        return String(repeating: "█", count: full) + String(repeating: "░", count: 30 - full) + " \(perMille / 10).\(perMille % 10) %"
    }

    private var kinds: [String] {
        let rows = Simulation.Kind.allCases.compactMap { kind in
            simulation.kinds[kind].map { [kind.said(in: words.language), "\($0)"] }
        }
        return rows.isEmpty ? [] : [""] + TextTable.lines(rows)
    }

    private func lines(_ difference: Simulation.Difference) -> [String] {
        let head = "\(difference.folio), \(words.short(difference.openedAt)): \(difference.kind.said(in: words.language))"
        let objections = difference.new.objections.map { "  ✗ \($0.reason(in: words.language))\($0.clause.map { " [\($0.ids.joined(separator: ", "))]" } ?? "")" }
        let closings = zip(difference.old.tickets, difference.new.tickets).filter { $0.closedAt != $1.closedAt }.map { old, new in
            let name = Said(es: "Cierre", en: "Closing")(in: words.language)
            return "  \(name): \(said(old.closedAt)) → \(said(new.closedAt))"
        }
        let owed = difference.pairs.flatMap { pair in
            ["  \(pair.metric.said(in: words.language)): \(said(pair.old)) → \(said(pair.new))"]
                + (showsReckonings ? reckonings(pair, was: policies[difference.policy]) : [])
        }
        return [head] + objections + closings + owed
    }

    private func said(_ instant: Instant) -> String {
        instant < .never ? words.short(instant) : Said(es: "abierto", en: "open")(in: words.language)
    }

    private func said(_ side: Simulation.Difference.Side?) -> String {
        side?.deadline.said(words) ?? "–"
    }

    /// Both reckonings, side by side.
    private func reckonings(_ pair: Simulation.Difference.Pair, was old: Policy?) -> [String] {
        func rows(_ side: Simulation.Difference.Side?, _ policy: Policy?) -> [String] {
            guard let side, let policy, let reckoning = side.ticket.reckoning(of: side.deadline, under: policy, until: now) else { return [] }
            return TextTable.lines(words.lines(reckoning).map { [$0.when, $0.counted, $0.note] })
        }
        let (before, after) = (rows(pair.old, old), rows(pair.new, candidate))
        let rows = (0..<max(before.count, after.count)).map { index in
            [before.dropFirst(index).first ?? "", "│", after.dropFirst(index).first ?? ""]
        }
        return TextTable.lines(rows).map { "    " + $0 }
    }

    var json: String {
        var json = JSONText()
        json.object { json in
            json.member("requests", simulation.old.requests)
            json.member("different", simulation.different)
            json.object("kinds") { json in
                for kind in Simulation.Kind.allCases {
                    json.name(kind.rawValue)
                    json.element(simulation.kinds[kind] ?? 0)
                }
            }
            json.object("old") { write(simulation.old, &$0) }
            json.object("new") { write(simulation.new, &$0) }
            json.array("differences") { json in
                for difference in simulation.differences { json.object { write(difference, &$0) } }
            }
        }
        return json.text
    }

    private func write(_ tally: Tally, _ json: inout JSONText) {
        json.member("refused", tally.refused)
        json.member("forbidden", tally.forbidden)
        json.member("closings", tally.closings)
        json.member("escalations", tally.escalations)
        json.member("follow_ups", tally.followUps)
        json.member(ifAny: "median_answer_seconds", tally.medianAnswer)
        json.object("metrics") { json in
            for metric in Metric.allCases {
                guard let marks = tally.marks[metric] else { continue }
                json.name(metric.rawValue)
                json.object { json in
                    json.member("met", marks.met)
                    json.member("breached", marks.breached)
                    json.member("pending", marks.pending)
                    json.member("indicative", marks.indicative)
                }
            }
        }
    }

    private func write(_ difference: Simulation.Difference, _ json: inout JSONText) {
        json.member("folio", difference.folio)
        json.member("kind", difference.kind.rawValue)
        json.member("opened_at", difference.openedAt.iso8601)
        json.array("objections") { json in
            for objection in difference.new.objections {
                json.object { json in
                    json.member("reason", objection.reason(in: words.language))
                    json.member(ifAny: "clause", objection.clause?.id)
                }
            }
        }
        json.object("old") { write(difference.old, &$0) }
        json.object("new") { write(difference.new, &$0) }
    }

    private func write(_ course: Course, _ json: inout JSONText) {
        json.array("tickets") { json in
            for ticket in course.tickets {
                json.object { json in
                    json.member("state", ticket.state.rawValue)
                    json.member(ifAny: "closed_at", ticket.closedAt < .never ? ticket.closedAt.iso8601 : nil)
                    json.array("deadlines") { json in
                        for deadline in ticket.deadlines {
                            json.object { json in
                                json.member("metric", deadline.metric.rawValue)
                                json.member("promise", deadline.promise)
                                json.member("status", deadline.status.rawValue)
                                json.member(ifAny: "due_at", deadline.dueAt.isDate ? deadline.dueAt.iso8601 : nil)
                            }
                        }
                    }
                }
            }
        }
    }
}
