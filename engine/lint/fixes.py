"""What to do about a finding of each kind, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from engine.texts import Text


def fix_of(code: str) -> Text:
    """What to do; empty for a code that is not one of the linter's own."""
    return _FIXES.get(code, Text("", ""))


def _say(sv: str, en: str) -> Text:
    return Text(sv, en)


_NAMES = {
    "id_duplicate": _say("Ge det ena ett eget id.", "Give one of them an id of its own."),
    "id_missing": _say("Skriv ett id.", "Write an id."),
    "id_not_plain": _say(
        "Skriv id:t med små bokstäver och understreck.",
        "Write the id in lower letters and underscores.",
    ),
    "key_mismatch": _say(
        "Ge processen mappens namn som id.", "Give the process the name of the folder as its id."
    ),
    "name_missing": _say("Skriv ett namn.", "Write a name."),
    "name_en_missing": _say(
        "Skriv namnet på engelska i egenskapen name_en.",
        "Write the English name in the property name_en.",
    ),
    "name_reserved": _say("Byt namn.", "Choose another name."),
    "documentation_missing": _say(
        "Skriv i documentation vad det är till för.", "Say in documentation what it is for."
    ),
    "documentation_en_missing": _say(
        "Skriv beskrivningen på engelska i egenskapen documentation_en.",
        "Write the English description in the property documentation_en.",
    ),
}
_DOCUMENT = {
    "diagram_missing": _say("Lägg diagrammet i mappen.", "Put the diagram in the folder."),
    "diagram_unreadable": _say(
        "Öppna filen i ett ritverktyg för BPMN och spara den på nytt.",
        "Open the file in an editor for BPMN and save it anew.",
    ),
    "process_several": _say(
        "Flytta de andra processerna till egna mappar.",
        "Move the other processes to folders of their own.",
    ),
    "process_too_large": _say(
        "Flytta en del till en process som anropas.", "Move a part to a process that is called."
    ),
    "not_executable": _say(
        'Skriv isExecutable="true" på processen.', 'Write isExecutable="true" on the process.'
    ),
    "shape_missing": _say("Rita elementet.", "Draw the element."),
    "beyond_limits": _say(
        "Gör filerna mindre, eller ta bort det som är nästlat i många led.",
        "Make the files smaller, or take away what is nested many levels deep.",
    ),
    "part_name": _say("Byt namn på filen.", "Rename the file."),
    "part_too_large": _say("Gör filen mindre.", "Make the file smaller."),
    "part_unknown": _say(
        "Ta bort filen, eller ge den rätt namn.", "Remove the file, or name it right."
    ),
    "attribute_not_supported": _say("Ta bort attributet.", "Remove the attribute."),
    "extension_not_supported": _say("Ta bort tillägget.", "Remove the extension."),
    "extension_repeated": _say("Ta bort det ena.", "Remove one of them."),
    "output_name": _say("Byt namn på resultatkolumnen.", "Rename the output column."),
    "result_too_large": _say("Ge ett kortare värde.", "Give a shorter value."),
    "child_repeated": _say(
        "Behåll det ena, eller lägg ihop dem till ett.", "Keep one of them, or make them one."
    ),
    "boolean_unclear": _say("Skriv true eller false.", "Write true or false."),
    "element_not_supported": _say(
        "Byt elementet mot ett som kan köras.", "Replace the element by one that can run."
    ),
    "event_definition_not_supported": _say(
        "Byt mot en händelse om ett meddelande, en tid, en signal, ett fel eller en eskalering.",
        "Replace it by an event about a message, a time, a signal, an error or an escalation.",
    ),
    "loop_not_supported": _say("Ta bort upprepningen.", "Remove the loop."),
}
_FLOWS = {
    "start_missing": _say("Rita en starthändelse.", "Draw a start event."),
    "start_several": _say("Behåll en start.", "Keep one start."),
    "start_has_incoming": _say(
        "Led flödet till steget efter starten.", "Lead the flow to the step behind the start."
    ),
    "start_inside": _say(
        "Gör starten tom, och vänta i ett eget steg.",
        "Make the start a plain one, and wait in a step of its own.",
    ),
    "end_missing": _say("Rita en sluthändelse.", "Draw an end event."),
    "end_continues": _say("Ta bort flödet.", "Remove the flow."),
    "dead_end": _say(
        "Rita ett flöde vidare, eller till ett slut.", "Draw a flow onwards, or to an end."
    ),
    "unreachable": _say(
        "Rita ett flöde dit, eller ta bort elementet.", "Draw a flow to it, or remove the element."
    ),
    "never_ends": _say("Rita en väg ut till ett slut.", "Draw a way out to an end."),
    "flow_broken": _say("Rita flödet på nytt.", "Draw the flow anew."),
    "flow_crosses": _say(
        "Led flödet till delprocessen, eller från den.",
        "Lead the flow to the sub-process, or from it.",
    ),
    "flow_doubled": _say(
        "Ta bort det ena flödet; två villkor skrivs som ett, med or.",
        "Remove one of the flows; two conditions are written as one, with or.",
    ),
    "several_outgoing": _say("Rita en grind efter steget.", "Draw a gateway behind the step."),
    "merge_without_gateway": _say(
        "Rita en grind framför elementet.", "Draw a gateway in front of the element."
    ),
    "default_missing": _say(
        "Välj ett av flödena som standardflöde.", "Choose one of the flows as the default flow."
    ),
    "default_unknown": _say(
        "Välj ett flöde som går ut från grinden.", "Choose a flow that leaves the gateway."
    ),
    "default_has_condition": _say("Ta bort villkoret.", "Remove the condition."),
    "condition_missing": _say("Skriv ett villkor.", "Write a condition."),
    "condition_misplaced": _say("Ta bort villkoret.", "Remove the condition."),
    "endless_loop": _say(
        "Lägg en uppgift som alltid görs i slingan, eller ta bort vägen tillbaka.",
        "Put a task that is always done into the loop, or remove the way back.",
    ),
    "loop_waits_for_time": _say(
        "Låt ett steg i slingan flytta fram tiden, eller lägg en uppgift i den.",
        "Let a step in the loop move the time on, or put a task into it.",
    ),
    "endless_exchange": _say(
        "Lägg en uppgift mellan det som kommer och det som sänds, eller sluta sända.",
        "Put a task between what comes and what is sent, or stop sending.",
    ),
    "join_without_split": _say("Byt mot en exklusiv grind.", "Replace it by an exclusive gateway."),
    "join_waits_for_ever": _say(
        "Dela upp vägarna i en parallell grind, eller led ihop dem i en exklusiv.",
        "Split the ways in a parallel gateway, or join them in an exclusive one.",
    ),
    "tokens_multiply": _say(
        "Led ihop vägarna innan de går tillbaka.", "Join the ways before they lead back."
    ),
    "too_tangled": _say(
        "Flytta en del till en delprocess eller till en process som anropas.",
        "Move a part to a sub-process or to a process that is called.",
    ),
    "race_of_one": _say(
        "Rita en händelse till, eller ta bort grinden.",
        "Draw another event, or remove the gateway.",
    ),
    "race_target": _say(
        "Led flödet till en väntande händelse.", "Lead the flow to a catching event."
    ),
    "race_twice": _say("Ta bort den ena.", "Remove one of them."),
    "race_target_shared": _say(
        "Ge grinden en egen händelse.", "Give the gateway an event of its own."
    ),
}
_REPEATS = {
    "loop_without_condition": _say("Skriv loopCondition.", "Write loopCondition."),
    "loop_unbounded": _say("Skriv loopMaximum.", "Write loopMaximum."),
    "loop_limit": _say(
        "Skriv ett heltal som loopMaximum, eller ta bort det om någon väntas på varje gång.",
        "Write a whole number as loopMaximum, or remove it if somebody is awaited each time.",
    ),
    "instances_unclear": _say(
        "Skriv antingen loopCardinality eller collection.",
        "Write either loopCardinality or collection.",
    ),
    "instances_item": _say("Skriv både collection och item.", "Write both collection and item."),
    "instances_item_name": _say(
        "Skriv namnet med små bokstäver och understreck.",
        "Write the name in lower letters and underscores.",
    ),
    "instances_too_many": _say("Skriv ett mindre antal.", "Write a smaller number."),
}
_EVENTS = {
    "event_empty": _say(
        "Säg vad händelsen gäller: ett meddelande, en tid, en signal, ett fel eller en eskalering.",
        "Say what the event is about: a message, a time, a signal, an error or an escalation.",
    ),
    "event_several": _say("Behåll en sak.", "Keep one thing."),
    "code_missing": _say("Skriv en kod och hänvisa till den.", "Write a code and refer to it."),
    "error_not_interrupting": _say('Skriv cancelActivity="true".', 'Write cancelActivity="true".'),
    "error_uncaught": _say(
        "Rita en kanthändelse som fångar felet, här eller hos den som anropar.",
        "Draw a boundary event that catches the error, here or where the process is called.",
    ),
    "boundary_has_incoming": _say("Ta bort flödet.", "Remove the flow."),
    "boundary_host_kind": _say("Fäst händelsen på ett steg.", "Attach the event to a step."),
    "boundary_host_missing": _say("Fäst händelsen på ett steg.", "Attach the event to a step."),
    "boundary_message_twice": _say("Ta bort den ena.", "Remove one of them."),
    "boundary_code_twice": _say("Ta bort den ena.", "Remove one of them."),
    "boundary_never_comes": _say(
        "Ta bort händelsen, eller låt ett automatiskt steg göra det som kan gå fel.",
        "Remove the event, or let a service task do what can go wrong.",
    ),
    "message_missing": _say(
        "Välj ett meddelande som har ett namn.", "Choose a message that has a name."
    ),
    "correlation_missing": _say(
        "Skriv i egenskapen correlation_key vad meddelandet gäller.",
        "Say in the property correlation_key what the message is about.",
    ),
    "correlation_constant": _say(
        "Skriv namnet på ett värde som är ärendets eget, till exempel dess id.",
        "Write the name of a value that tells one from the other, such as an id.",
    ),
    "message_starts_several": _say(
        "Starta processen med ett annat meddelande.", "Start the process by another message."
    ),
    "message_unheard": _say(
        "Rätta namnet, eller gör en process som tar emot det.",
        "Correct the name, or make a process that takes it.",
    ),
    "message_no_longer_heard": _say(
        "Låt en process ta emot meddelandet, eller sluta sända det.",
        "Let a process take the message, or stop sending it.",
    ),
    "message_no_longer_sent": _say(
        "Låt ett steg sända meddelandet, eller sluta vänta på det.",
        "Let a step send the message, or stop waiting for it.",
    ),
    "payload_not_context": _say(
        "Skriv värdena inom klamrar med namn.", "Write the values in braces with names."
    ),
    "timer_without_time": _say("Skriv en tid i timeDate.", "Write a time in timeDate."),
    "timer_several_times": _say("Behåll en tid.", "Keep one time."),
    "cycle_invalid": _say(
        "Skriv från när och hur ofta, till exempel R/2026-01-01T06:00:00/P1D.",
        "Write from when and how often, such as R/2026-01-01T06:00:00/P1D.",
    ),
    "timer_constant": _say(
        "Skriv namnet på en tid som ärendet har.", "Write the name of a time that is stored."
    ),
    "expression_invalid": _say("Rätta uttrycket.", "Correct the expression."),
}
_STEPS = {
    "lane_missing": _say("Lägg steget i en bana.", "Put the step in a lane."),
    "lane_automatic": _say(
        "Lägg steget i en bana för människor.", "Put the step in a lane of people."
    ),
    "lane_unknown": _say("Ge banan en roll som finns.", "Give the lane a role that exists."),
    "lane_twice": _say("Ta bort elementet ur den ena.", "Take the element out of one of them."),
    "lane_member_unknown": _say("Ta bort hänvisningen.", "Remove the reference."),
    "form_missing": _say(
        "Skriv formulärets namn i egenskapen form.", "Name the form in the property form."
    ),
    "form_unknown": _say(
        "Lägg formuläret i mappen forms, eller rätta namnet.",
        "Put the form in the folder forms, or correct the name.",
    ),
    "form_unused": _say("Ta bort formuläret.", "Remove the form."),
    "form_id": _say(
        "Ge formuläret filens namn som id.", "Give the form the file's name as its id."
    ),
    "operation_missing": _say("Skriv en operation.", "Write an operation."),
    "operation_unknown": _say(
        "Välj en operation som finns (flask catalogue).",
        "Choose an operation that exists (flask catalogue).",
    ),
    "completion_unfit": _say(
        "Välj en operation som tar svaren, eller ingen.",
        "Choose an operation that takes the answers, or none.",
    ),
    "parameter_missing": _say("Skriv parametern.", "Write the parameter."),
    "parameter_unknown": _say("Ta bort parametern.", "Remove the parameter."),
    "value_unknown": _say("Skriv ett värde som finns.", "Write a value that exists."),
    "call_missing": _say(
        "Skriv processens id i calledElement.", "Write the id of the process in calledElement."
    ),
    "call_unknown": _say(
        "Rätta processens id, eller gör processen.",
        "Correct the id of the process, or make the process.",
    ),
    "call_recursive": _say(
        "Anropa en process som inte leder tillbaka hit.",
        "Call a process that does not lead back here.",
    ),
    "call_inputs_missing": _say(
        "Skriv dem i inputs, eller lämna det tomt för inga.",
        "Write them in inputs, empty if there are none.",
    ),
    "call_outputs_missing": _say(
        "Skriv dem i outputs, eller lämna det tomt för inga.",
        "Write them in outputs, empty if there are none.",
    ),
    "call_input_missing": _say(
        "Lägg till namnet i anropets inputs.", "Add the name to the inputs of the call."
    ),
    "call_input_unknown": _say(
        "Stryk namnet i anropets inputs, eller skriv det i inputs på processen som anropas.",
        "Strike the name in the inputs of the call, or write it in the inputs of the process that "
        "is called.",
    ),
    "call_output_unknown": _say(
        "Stryk namnet i anropets outputs, eller skriv det i outputs på processen som anropas.",
        "Strike the name in the outputs of the call, or write it in the outputs of the process "
        "that is called.",
    ),
    "process_inputs_missing": _say(
        "Skriv dem i processens inputs, eller lämna det tomt för inga.",
        "Write them in the inputs of the process, empty if there are none.",
    ),
    "process_outputs_missing": _say(
        "Skriv dem i processens outputs, eller lämna det tomt för inga.",
        "Write them in the outputs of the process, empty if there are none.",
    ),
    "message_value_missing": _say(
        "Lägg till värdet i meddelandets innehåll.", "Add the value to the content of the message."
    ),
    "value_never_set": _say(
        "Låt ett steg före ge värdet, ta tillbaka det från anropet som ger det, eller skriv det i "
        "processens inputs.",
        "Let a step before give the value, take it back from the call that gives it, or write it "
        "in the inputs of the process.",
    ),
    "value_not_always_set": _say(
        "Låt ett steg på varje väg dit ge värdet.", "Let a step on every way there give the value."
    ),
    "process_output_never_set": _say(
        "Stryk namnet i processens outputs, eller låt ett steg ge värdet.",
        "Strike the name in the outputs of the process, or let a step give the value.",
    ),
    "call_value_name": _say(
        "Skriv namnen med små bokstäver och komma emellan.",
        "Write the names in lower letters with commas between them.",
    ),
    "call_value_twice": _say("Stryk det ena.", "Strike one of them."),
}
_TABLES = {
    "decision_missing": _say(
        "Skriv tabellens id i calledDecisionId.", "Write the id of the table in calledDecisionId."
    ),
    "decision_unknown": _say(
        "Lägg tabellen i mappen, eller rätta namnet.",
        "Put the table in the folder, or correct the name.",
    ),
    "decision_unused": _say("Ta bort tabellen.", "Remove the table."),
    "decision_duplicate": _say("Ge den ena ett eget id.", "Give one of them an id of its own."),
    "decision_invalid": _say("Rätta tabellen.", "Correct the table."),
    "decision_bare_word": _say(
        "Skriv ordet inom citattecken.", "Write the word in quotation marks."
    ),
    "cell_never_matches": _say("Rätta cellen.", "Correct the cell."),
    "column_mixed_kinds": _say(
        "Ge kolumnen en typ (typeRef) och rätta cellerna.",
        "Give the column a type (typeRef) and correct the cells.",
    ),
    "rule_never_hits": _say(
        "Flytta regeln uppåt, eller ta bort den.", "Move the rule up, or remove it."
    ),
    "rules_overlap": _say(
        "Gör villkoren snävare, eller välj träffpolicyn FIRST.",
        "Make the conditions narrower, or choose the hit policy FIRST.",
    ),
    "table_en_missing": _say("Skriv det på engelska.", "Write it in English."),
}
_FORMS = {
    "form.written": _say("Skriv som det står att det ska vara.", "Write it as it says."),
    "form.unreadable": _say("Spara filen som JSON i UTF-8.", "Save the file as JSON in UTF-8."),
    "form.name": _say("Ge fältet ett eget namn.", "Give the field a name of its own."),
    "form.question": _say("Skriv frågan i ui.", "Write the question in ui."),
    "form.size": _say("Dela formuläret.", "Divide the form."),
    "form.submit": _say("Ta bort submit.", "Remove submit."),
    "form.required": _say("Rätta namnet i required.", "Correct the name in required."),
    "form.required_text": _say(
        "Skriv meningen i errors.required.", "Write the sentence in errors.required."
    ),
    "form.files": _say("Skriv regeln i files.", "Write the rule in files."),
    "form.schema": _say("Rätta schemat.", "Correct the schema."),
    "form.options": _say("Rätta alternativen.", "Correct the options."),
    "form.show": _say(
        "Peka på en fråga och ett alternativ som finns.",
        "Point to a question and an option that exist.",
    ),
    "form.routing": _say("Ta bort routing.", "Remove routing."),
    "form.errors": _say("Rätta nyckeln i errors.", "Correct the key in errors."),
}
_FIXES: Mapping[str, Text] = {
    **_NAMES,
    **_DOCUMENT,
    **_FLOWS,
    **_REPEATS,
    **_EVENTS,
    **_STEPS,
    **_TABLES,
    **_FORMS,
}
