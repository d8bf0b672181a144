import BusinessTime
import SupportPolicy
import Testing
import ZoneFiles

/// `ventanilla policy new`: what is answered can be put in force; what is left open is an open question.
struct DraftTests {
    static let questions = DraftQuestion.all { (try? ZoneFiles.zone(named: $0)) != nil }

    static func draft(_ answers: DraftAnswers) -> PolicyReading {
        ReadingTests.read(PolicyDraft(answers, questions: questions, today: CalendarDate(iso: "2026-03-12")!).text)
    }

    @Test
    func `what is suggested can be put in force, and nothing is asked about it`() throws {
        let reading = Self.draft([:])
        #expect(reading.findings.map { $0.text(in: .en) } == [])
        let policy = try #require(reading.policy)
        #expect(policy.id == "mi-empresa")
        #expect(policy.promises.map(\.asWritten) == ["8 h"])
    }

    @Test
    func `everything answered otherwise can be, too`() throws {
        let reading = Self.draft([
            .name: "Papelería \"Luna\" & Ñandú: S.A.", .legalName: "null", .slug: "luna", .prefix: "LUN", .website: "https://luna.example", .email: "ayuda@luna.example",
            .zone: "America/Tijuana", .days: "mon-fri", .hours: "09:00-14:00, 16:00-19:00", .saturday: "09:00-13:00", .closed: "mx_bank, 2026-12-24",
            .ways: "portal, email, phone, chat", .phone: "+52 (55) 1234", .response: "2 d", .count: "business_days", .closing: "close", .silence: "-", .reopening: "never",
        ])
        #expect(reading.findings.filter { $0.kind != .question }.map { $0.text(in: .en) } == [])
        let policy = try #require(reading.policy)
        #expect(policy.company.name == "Papelería \"Luna\" & Ñandú: S.A.")
        #expect(policy.company.legalName == "null")
        #expect(policy.zone.name == "America/Tijuana")
        #expect(Set(policy.channels.map(\.kind)) == Set(ChannelKind.allCases))
        #expect(policy.lifecycle.silence == nil)
        #expect(policy.lifecycle.afterClosing.reopensWithin == nil)
    }

    @Test(arguments: questions.filter(\.mayStayOpen).map(\.id))
    func `what is left open is an open question, and no mistake`(_ id: DraftQuestion.ID) throws {
        // Every question is asked: by phone, too.
        var answers: DraftAnswers = [.ways: "portal, email, phone"]
        answers.updateValue(nil, forKey: id)
        let reading = Self.draft(answers)
        #expect(reading.findings.filter { $0.kind == .error }.map { $0.text(in: .en) } == [])
        #expect(reading.findings.contains { $0.kind == .unknown }, "\(id)")
        #expect(reading.policy == nil)
    }

    @Test(arguments: [
        (DraftQuestion.ID.name, ""), (.slug, "Mi Empresa"), (.prefix, "pap"), (.email, "soporte"), (.zone, "America/Puebla"), (.zone, "../../etc/passwd"),
        (.days, "lun-vie"), (.hours, "25:00-26:00"), (.hours, "09:00-09:00"), (.hours, ","), (.saturday, "9-13"), (.closed, "feriados"), (.ways, "fax"),
        (.ways, "email, email"), (.response, "8"), (.count, "business_days"), (.count, "horas"), (.closing, "reject"), (.silence, "mucho"), (.reopening, "2 h"),
    ])
    func `a wrong answer is told what a right one is`(_ id: DraftQuestion.ID, _ answer: String) throws {
        let question = try #require(Self.questions.first { $0.id == id })
        let problem = try #require(question.problem(answer, after: [.response: "8 h"]))
        #expect(problem.hasSuffix("."))
        #expect(question.problem(question.suggestion([.response: "8 h", .name: "Luna", .slug: "luna"]), after: [.response: "8 h"]) == nil)
    }

    @Test
    func `every question there is can be asked`() {
        #expect(Self.questions.map(\.id) == DraftQuestion.ID.allCases)
    }
}
