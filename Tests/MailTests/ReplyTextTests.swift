import Mail
import Testing

struct ReplyTextTests {
    @Test(arguments: [
        "El lun, 2 mar 2026 a las 10:00, Mesa de Ayuda (<soporte@intecnia.example>) escribió:\n\n> Buen día",
        "El lun, 2 mar 2026 a las 10:00, Mesa de Ayuda de Intecnia (<\nsoporte@intecnia.example>) escribió:\n\n> Buen día\n> Ana",
        "On Mon, Mar 2, 2026 at 10:00 AM Help Desk <help@intecnia.example> wrote:\n\n> Good morning\n>\n> Ana",
        "On Mar 2, 2026, at 10:00 AM, Help Desk <help@intecnia.example> wrote:\n\n> Good morning",
        "> El 02/03/2026, a la(s) 10:00 a.m., Mesa de Ayuda <soporte@intecnia.example> escribió:\n> \n> Buen día",
        "-----Mensaje original-----\nDe: Mesa de Ayuda\nEnviado el: lunes\nPara: Luna\nAsunto: A-101\n\nBuen día",
        "-----Original Message-----\nFrom: Help Desk\nSent: Monday\nTo: Luna\nSubject: A-101\n\nGood morning",
        "________________________________\nDe: Mesa de Ayuda <soporte@intecnia.example>\nEnviado: lunes, 2 de marzo de 2026 10:00\nPara: Luna\nAsunto: A-101\n\nBuen día",
        "De: Mesa de Ayuda <soporte@intecnia.example>\nFecha: lunes, 2 de marzo de 2026\nPara: Luna\nAsunto: A-101\n\nBuen día",
        "*From:* Help Desk <help@intecnia.example>\n*Sent:* Monday, March 2, 2026 10:00 AM\n*To:* Luna\n*Subject:* A-101\n\nGood morning",
        "--- Escriba arriba de esta línea ---\n\nBuen día",
        "> -- Reply above this line --\n> Good morning",
        "-- \nLuna\nPapelería",
        "> Buen día\n> Ana",
        "Enviado desde mi iPhone",
        "Sent from my Galaxy\n\n\nEl lun, 2 mar 2026 a las 10:00, Ana (<a@b.example>) escribió:\n\n> Buen día",
        "Obtener Outlook para Android<https://aka.ms/x>\n________________________________\nDe: Mesa <s@i.example>\nEnviado: lunes\nPara: Luna\nAsunto: A-101\n\nBuen día",
        "En domingo, 1 de marzo de 2026, 10:00:00 CST, Mesa de Ayuda <soporte@intecnia.example> escribió:\n\n> Buen día",
        "El lun, 2 mar 2026 a las 10:00, Mesa de Ayuda <soporte@intecnia.example> escribio\u{301}:\n\n> Buen día",
        "Le lun. 2 mars 2026 à 10:00, Support <help@intecnia.example> a écrit\u{A0}:\n\n> Bonjour",
        "Le lun. 2 mars 2026 à 10:00, Support <help@intecnia.example> a e\u{301}crit\u{A0}:\n\n> Bonjour",
        "--- Escriba arriba de esta li\u{301}nea ---\n\nBuen día",
        "De:\u{A0}Mesa de Ayuda <soporte@intecnia.example>\nEnviado:\u{A0}lunes, 2 de marzo de 2026 10:00\nPara:\u{A0}Luna\nAsunto:\u{A0}A-101\n\nBuen día",
    ])
    func `what the program quoted is folded, what the person wrote stays`(quote: String) {
        let (reply, quoted) = ReplyText.split("Ya funciona.\n\nGracias,\nLuna\n\n" + quote + "\n")
        #expect(reply == "Ya funciona.\n\nGracias,\nLuna")
        #expect(quoted == quote)
    }

    @Test(arguments: [
        "Ya funciona.",
        "El técnico escribió:\nno se puede",
        "On second thought, this is what he wrote: nothing",
        "De: la oficina de Puebla\nno llega nada",
        "> ¿Tiene el folio?\nSí, A-101\n> ¿Y el RFC?\nXAXX010101000",
        "El lun, 2 mar 2026 a las 10:00, Ana (<a@b.example>) escribió:\n> ¿Tiene el folio?\n\nSí, es A-101",
        "---------- Forwarded message ---------\nDe: Banco <b@banco.example>\nPara: Luna\nAsunto: Error\n\nNo se pudo",
        "-- no sé qué pasa --",
        "Enviado desde mi punto de venta no llega nada\nni se imprime",
        "Enviado desde mi iPhone\n\nPor cierto, tampoco imprime",
        "En la oficina escribió:\nno se puede",
        "El lun, 2 mar 2026 a las 10:00, Ana (<a@b.example>) escribió:\n> todo es cita",
        "",
    ])
    func `where nothing is certainly quoted, everything is the reply`(text: String) {
        #expect(ReplyText.split(text) == (text, ""))
    }

    @Test(arguments: ["a\n> b\nc\n-- \nd", "x\n\n\n\n-----Mensaje original-----\n\n\ny", "El 1, a@b.example escribió:\n> c", "\n\n>a", "> >\n", "--"])
    func `nothing is discarded`(text: String) {
        let (reply, quoted) = ReplyText.split(text)
        #expect((reply + quoted).filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace })
    }

    @Test(arguments: ["> a\n", "Enviado desde mi iPhone\n", "\n"])
    func `a megabyte of quotation takes no time`(line: String) {
        let text = "Sí\n" + String(repeating: line, count: 250_000) + "fin"
        let took = ContinuousClock().measure { #expect(ReplyText.split(text).quoted == "") }
        #expect(took < .seconds(30))
    }
}
